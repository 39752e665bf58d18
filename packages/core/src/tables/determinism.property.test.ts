import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TableOptions } from './table-engine.ts'
import { objectOf, records, scalar } from './testing/arbitrary-records.ts'
import { flattenRecords } from './testing/flatten-records.ts'
import type { Flattened, Row } from './testing/flatten-records.ts'

const declared: Partial<TableOptions> = {
  columns: {
    flag: 'boolean',
    count: 'integer',
    share: 'float',
    price: 'decimal',
    note: 'text',
    at: 'timestamp',
    day: 'date',
    hour: 'time',
    raw: 'json',
    bytes: 'binary',
    'note.inner': 'text',
    'tags.name': 'text',
    'tags.size': 'integer',
    'tags.inner.at': 'timestamp',
  },
  tables: { tags: { valueType: 'text' }, 'tags.sizes': { valueType: 'float' }, rates: { valueType: 'decimal' } },
}

const inner = fc.record({ inner: scalar }, { requiredKeys: [] })
const tag = fc.record(
  { name: scalar, size: scalar, inner: fc.record({ at: scalar }), sizes: fc.array(scalar, { maxLength: 3 }) },
  { requiredKeys: [] },
)

const declaredRecords = fc
  .array(
    fc.record(
      {
        flag: scalar,
        count: scalar,
        share: scalar,
        price: scalar,
        note: fc.oneof(scalar, inner),
        at: scalar,
        day: scalar,
        hour: scalar,
        raw: fc.oneof(scalar, objectOf(scalar), fc.array(scalar, { maxLength: 3 })),
        bytes: scalar,
        tags: fc.array(fc.oneof(tag, scalar), { maxLength: 3 }),
        rates: fc.array(scalar, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 6 },
  )
  .map((records) => records.map((record, index): Record<string, unknown> => ({ ...record, id: index })))

test('with declared types the tables do not depend on batches, nor on the order of records and keys', () => {
  fc.assert(
    fc.property(
      declaredRecords,
      fc.integer({ min: 1, max: 6 }),
      fc.nat({ max: 6 }),
      fc.infiniteStream(fc.nat()),
      (records, batchSize, window, ranks) => {
        const shuffled = shuffle(records, ranks).map((record) =>
          Object.fromEntries(shuffle(Object.entries(record), ranks)),
        )
        const one = flattenRecords(records, declared)
        const other = flattenRecords(shuffled, declared, { batchSize, window })
        expect(contentOf(other)).toEqual(contentOf(one))
      },
    ),
    { numRuns: 400 },
  )
})

test('the same records give the same tables, whatever batches they come in', () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 8 }), (records, batchSize) => {
      const one = flattenRecords(records)
      const other = flattenRecords(records, {}, { batchSize })
      expect(other.rows).toEqual(one.rows)
      expect(other.schema).toEqual(one.schema)
      expect(other.warnings).toEqual(one.warnings)
    }),
    { numRuns: 300 },
  )
})

function contentOf({ rows, problems, schema }: Flattened): unknown {
  const columns = schema.tables.flatMap((table) =>
    table.columns.map((column) => `${table.path} ${column.name} ${column.type}`),
  )
  return {
    rows: Object.fromEntries(Object.entries(rows).map(([path, rows]) => [path, rows.map(textOf).sort()])),
    problems: problems.map((problem) => JSON.stringify(problem)).sort(),
    columns: columns.sort(),
  }
}

function textOf(row: Row): string {
  const cells = Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1))
  return JSON.stringify(cells, (_, cell: unknown) => (typeof cell === 'bigint' ? `${cell}n` : cell))
}

function shuffle<Element>(elements: readonly Element[], ranks: fc.Stream<number>): Element[] {
  const ranked = elements.map((element) => ({ element, rank: ranks.next().value }))
  return ranked.sort((one, other) => one.rank - other.rank).map(({ element }) => element)
}
