import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TableSchema } from '../contract/table-schema.ts'
import { formatPath } from './path.ts'
import { rebuildRecords } from './rebuild-records.ts'
import type { Naming, TableOptions } from './table-engine.ts'
import { records } from './testing/arbitrary-records.ts'
import { flattenRecords } from './testing/flatten-records.ts'
import { isSameValue } from './testing/is-same-value.ts'

const settings = fc.record({ window: fc.nat({ max: 8 }), batchSize: fc.integer({ min: 1, max: 8 }) })

const options: fc.Arbitrary<Partial<TableOptions>> = fc.record({
  naming: fc.constantFrom<Naming>('lower', 'snake', (segment) => segment.slice(0, 1)),
  maxDepth: fc.constantFrom(undefined, undefined, 1, 2, 3),
  json: fc.constantFrom<readonly string[]>([], ['a'], ['b.a', 'a.a'], ['a.[]']),
  columns: fc.constantFrom<TableOptions['columns']>({}, { a: 'text', 'b.a': 'boolean' }, { a: 'json', b: 'text' }),
  tables: fc.constantFrom<TableOptions['tables']>({}, { b: { valueType: 'text' }, 'b.a': {} }),
})

test('records are rebuilt from their tables', () => {
  fc.assert(
    fc.property(records, options, settings, (records, options, settings) => {
      const { schema, rows, problems } = flattenRecords(records, options, settings)
      const rebuilt = new Map(rebuildRecords({ schema, rows }).map((record) => [record['id'], record]))
      expect(problems).toEqual([])
      expect(rebuilt.size).toBe(records.length)
      for (const record of records) {
        const again = rebuilt.get(record['id'])
        if (!isSameValue(record, again)) expect(again).toEqual(record)
      }
    }),
    { numRuns: 600 },
  )
})

test('what is stored in one run can be added to in another, with the same names', () => {
  fc.assert(
    fc.property(records, records, options, settings, (first, second, options, settings) => {
      const keyed: Partial<TableOptions> = { ...options, columns: { ...options.columns, id: 'integer' } }
      const before = flattenRecords(first, keyed, settings).schema
      const stored = { ...before, version: 1 }
      const { schema, rows } = flattenRecords(second, keyed, { ...settings, stored })
      for (const record of rebuildRecords({ schema, rows })) {
        const original = second[Number(record['id'])]
        if (!isSameValue(original, record)) expect(record).toEqual(original)
      }
      for (const table of before.tables) {
        const after = schema.tables.find((other) => formatPath(other.steps) === formatPath(table.steps))
        expect(after).toMatchObject({ path: table.path, name: table.name, key: table.key })
        const columns = namesOf(table)
        expect(namesOf(after).slice(0, columns.length)).toEqual(columns)
      }
    }),
    { numRuns: 300 },
  )
})

test('names are unique, and fit', () => {
  fc.assert(
    fc.property(records, options, (records, options) => {
      const { schema } = flattenRecords(records, options)
      const names = schema.tables.map((table) => table.name)
      expect(new Set(names).size).toBe(names.length)
      expect(new Set(schema.tables.map((table) => table.path)).size).toBe(names.length)
      for (const table of schema.tables) {
        const columns = table.columns.map((column) => column.name)
        expect(new Set(columns).size).toBe(columns.length)
        for (const name of [table.name, ...columns]) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
      }
    }),
    { numRuns: 200 },
  )
})

/** Those of the destination always come last. */
function namesOf(table: TableSchema | undefined): readonly string[] {
  return table?.columns.filter(({ role }) => role !== 'system').map(({ name }) => name) ?? []
}
