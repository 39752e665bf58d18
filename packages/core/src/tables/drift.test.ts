import { describe, expect, test } from 'vitest'
import { defaultCapabilities } from '../contract/capabilities.ts'
import { SchemaFrozenError } from '../contract/errors/schema-frozen-error.ts'
import type { SourceRecord } from '../contract/json.ts'
import type { DriftPolicy } from './table-engine.ts'
import { dataColumns, flattenRecords, problemsIn } from './testing/flatten-records.ts'
import type { Flattened } from './testing/flatten-records.ts'

const first = { id: 1, n: 1, t: 'x', o: { a: 1 }, l: [{ x: 1 }] }

/** The first record is the window, the second meets what stands. */
function drift(second: SourceRecord, policy: DriftPolicy): Flattened {
  return flattenRecords([first, { id: 2, ...second }], { drift: policy }, { window: 1 })
}

/** What would change the tables, and where. */
const changes: readonly (readonly [name: string, record: SourceRecord, path: string, added: string])[] = [
  ['a new column', { neu: 1 }, 'neu', 'neu:integer'],
  ['a new column in an object', { o: { b: 'x' } }, 'o.b', 'o__b:text'],
  ['a scalar beside an object', { o: 5 }, 'o', 'o:integer'],
  ['a variant', { t: 5 }, 't', 't__integer:integer'],
  ['a wider number', { n: 1.5 }, 'n', 'n:float'],
]

describe('evolve', () => {
  test.each(changes)('%s changes the tables', (_, record, __, added) => {
    const { schema, problems, rows } = drift(record, 'evolve')
    expect(problems).toEqual([])
    expect(dataColumns(schema)).toContain(added)
    expect(rows['']).toHaveLength(2)
  })
})

describe('discardValue', () => {
  test.each(changes)('%s is left out and counted', (_, record, path) => {
    const { schema, rows, discarded, warnings } = drift({ ...record, t: record['t'] ?? 'kept' }, 'discardValue')
    expect(dataColumns(schema)).toEqual(['n:integer', 't:text', 'o__a:integer'])
    expect(rows['']?.[1]).toEqual(record['t'] === undefined ? { id: 2, t: 'kept' } : { id: 2 })
    expect(discarded).toEqual({ [path]: 1 })
    expect(warnings).toMatchObject([{ code: 'value_discarded', path }])
  })

  test('so are new tables, and new columns of tables', () => {
    const { rows, discarded, schema } = drift({ neu: [1], l: [{ x: 2, y: 3 }, 4] }, 'discardValue')
    expect(schema.tables.map(({ path }) => path)).toEqual(['', 'l'])
    expect(rows['l']?.slice(1)).toEqual([
      { user_id: 2, _index: 0, x: 2 },
      { user_id: 2, _index: 1 },
    ])
    expect(discarded).toEqual({ neu: 1, 'l.y': 1, l: 1 })
  })

  test('what is empty is no value', () => {
    expect(drift({ neu: {}, other: [], third: { a: null } }, 'discardValue').discarded).toEqual({})
  })
})

describe('discardRecord', () => {
  test.each(changes)('%s rejects the record', (_, record, path) => {
    const flattened = drift(record, 'discardRecord')
    expect(problemsIn(flattened)).toEqual([`schema_drift at ${path}`])
    expect(flattened.rows).toEqual({
      '': [{ id: 1, n: 1, t: 'x', o__a: 1 }],
      l: [{ user_id: 1, _index: 0, x: 1 }],
    })
  })
})

describe('freeze', () => {
  test.each(changes)('%s fails the run, and says where', (_, record, path) => {
    expect(() => drift(record, 'freeze')).toThrow(SchemaFrozenError)
    expect(() => drift(record, 'freeze')).toThrow(`stream users: the tables are frozen, but the value at '${path}'`)
  })

  test('a record that fits is stored', () => {
    expect(drift({ n: 5, l: [] }, 'freeze').rows['']).toHaveLength(2)
  })
})

describe('the beginning is no drift', () => {
  test.each<DriftPolicy>(['discardValue', 'discardRecord', 'freeze'])('%s', (drift) => {
    const { schema, problems } = flattenRecords(
      [
        { id: 1, a: 1, b: ['x'] },
        { id: 2, a: 'x' },
      ],
      { drift },
    )
    expect(problems).toEqual([])
    expect(dataColumns(schema)).toEqual(['a:integer', 'a__text:text'])
    expect(schema.tables).toHaveLength(2)
  })

  test('nor is what was stored before', () => {
    const { schema } = flattenRecords([first])
    const stored = { ...schema, version: 1 }
    const again = flattenRecords([{ ...first, id: 2 }], { drift: 'freeze' }, { stored })
    expect(again.engine.revision).toBe(0)
    expect(again.rows['l']).toEqual([{ user_id: 2, _index: 0, x: 1 }])
  })
})

describe('too many columns', () => {
  const capabilities = { ...defaultCapabilities, maxColumns: 6 }

  test('reject the record that needs one more; nothing of it remains', () => {
    const records = [
      { id: 1, a: 1 },
      { id: 2, a: 1, b: 2, c: 3 },
      { id: 3, c: 3 },
    ]
    const flattened = flattenRecords(records, { capabilities }, { window: 0 })
    expect(problemsIn(flattened)).toEqual(['too_many_columns at c'])
    expect(dataColumns(flattened.schema)).toEqual(['a:integer', 'c:integer'])
    expect(flattened.rows['']).toEqual([
      { id: 1, a: 1 },
      { id: 3, c: 3 },
    ])
  })

  test('a delta table needs four columns more', () => {
    const flattened = flattenRecords([{ id: 1, a: 1 }], {
      capabilities: { ...capabilities, maxColumns: 8 },
      deltaNames: { '': 'history' },
    })
    expect(problemsIn(flattened)).toEqual(['too_many_columns at a'])
  })

  test('that are declared are wrong options', () => {
    expect(() => flattenRecords([], { capabilities, columns: { a: 'text', b: 'text', c: 'text' } })).toThrow(
      'columns.c: the table would need more columns than the destination allows',
    )
  })
})
