import { describe, expect, test } from 'vitest'
import type { ColumnType } from '../contract/column-type.ts'
import { rebuildRecords } from './rebuild-records.ts'
import { columnsOf, dataColumns, flattenRecords, problemsIn } from './testing/flatten-records.ts'

const huge = 2n ** 70n

/** What a value becomes in a column `a` of a declared type. */
const cases: readonly (readonly [type: ColumnType, value: unknown, cells: Readonly<Record<string, unknown>>])[] = [
  ['boolean', true, { a: true }],
  ['boolean', 'true', { a__text: 'true' }],
  ['boolean', 1, { a__integer: 1 }],
  ['integer', 15, { a: 15 }],
  ['integer', '15', { a: 15 }],
  ['integer', '15.0', { a: 15 }],
  ['integer', '9007199254740993', { a: 9007199254740993n }],
  ['integer', 2 ** 60, { a: 2n ** 60n }],
  ['integer', '15 ', { a__text: '15 ' }],
  ['integer', '007', { a__text: '007' }],
  ['integer', '1.5', { a__text: '1.5' }],
  ['integer', 1.5, { a__float: 1.5 }],
  ['integer', huge, { a__decimal: String(huge) }],
  ['integer', true, { a__boolean: true }],
  ['float', 15, { a: 15 }],
  ['float', '15', { a: 15 }],
  ['float', '0.1', { a: 0.1 }],
  ['float', '0.10000000000000000001', { a__text: '0.10000000000000000001' }],
  ['float', Number.NaN, { a: Number.NaN }],
  ['float', 2n ** 60n, { a: 2 ** 60 }],
  ['float', 2n ** 60n + 1n, { a__integer: 2n ** 60n + 1n }],
  ['decimal', '1.50', { a: '1.5' }],
  ['decimal', 0.1, { a: '0.1' }],
  ['decimal', 15, { a: '15' }],
  ['decimal', huge, { a: String(huge) }],
  ['decimal', 'abc', { a__text: 'abc' }],
  ['text', 'x', { a: 'x' }],
  ['text', 5, { a__integer: 5 }],
  ['text', '2024-01-01T10:00:00.000Z', { a: '2024-01-01T10:00:00.000Z' }],
  ['timestamp', '2024-01-01T10:00:00+01:00', { a: '2024-01-01T09:00:00Z' }],
  ['timestamp', new Date(0), { a: '1970-01-01T00:00:00Z' }],
  ['timestamp', 'tomorrow', { a__text: 'tomorrow' }],
  ['timestamp', 0, { a__integer: 0 }],
  ['date', '2024-02-29', { a: '2024-02-29' }],
  ['date', '2023-02-29', { a__text: '2023-02-29' }],
  ['date', new Date(0), { a__timestamp: '1970-01-01T00:00:00Z' }],
  ['time', '10:00:00.500', { a: '10:00:00.5' }],
  ['time', '25:00:00', { a__text: '25:00:00' }],
  ['json', { y: [1], x: 2 }, { a: '{"x":2,"y":[1]}' }],
  ['json', 'text', { a: '"text"' }],
  ['json', 5, { a: '5' }],
  ['json', [], { a: '[]' }],
  ['json', {}, { a: '{}' }],
  ['binary', Buffer.from('hi'), { a: new Uint8Array([104, 105]) }],
  ['binary', 'hi', { a__text: 'hi' }],
  ['integer', { b: 5 }, { a__b: 5 }],
  ['json', null, {}],
]

test.each(cases)('declared %s: %o', (type, value, cells) => {
  const { schema, rows, problems } = flattenRecords([{ id: 1, a: value }], { columns: { a: type } })
  expect(problems).toEqual([])
  expect(rows['']).toEqual([{ id: 1, ...cells }])
  expect(columnsOf(schema).find(({ name }) => name === 'a')).toMatchObject({ type, isDeclared: true })
})

test.each<readonly [ColumnType, unknown, string]>([
  ['integer', Number.NaN, 'not_finite at a'],
  ['text', Infinity, 'not_finite at a'],
  ['json', Number.NaN, 'not_finite at a'],
  ['json', { b: [() => 1] }, 'unsupported_value at a.b.[]'],
  ['text', { b: new Map() }, 'unsupported_value at a.b'],
])('declared %s rejects %o', (type, value, problem) => {
  expect(problemsIn(flattenRecords([{ id: 1, a: value }], { columns: { a: type } }))).toEqual([problem])
})

describe('a declared text over an object', () => {
  const columns = { costRate: 'text', 'costRate.amount': 'float', 'costRate.currency': 'text' } as const

  test('keeps its JSON text beside the columns of the object', () => {
    const records = [
      { id: 1, costRate: { currency: 'EUR', amount: 5 } },
      { id: 2, costRate: null },
      { id: 3, costRate: 'free' },
      { id: 4, costRate: { amount: null } },
    ]
    const { schema, rows } = flattenRecords(records, { columns })
    expect(rows['']).toEqual([
      { id: 1, costrate: '{"amount":5,"currency":"EUR"}', costrate__amount: 5, costrate__currency: 'EUR' },
      { id: 2 },
      { id: 3, costrate: 'free' },
      { id: 4 },
    ])
    expect(columnsOf(schema).find(({ name }) => name === 'costrate')).toMatchObject({ isDerived: true })
    expect(rebuildRecords({ schema, rows })).toEqual([
      { id: 1, costRate: { amount: 5, currency: 'EUR' } },
      { id: 2 },
      { id: 3, costRate: 'free' },
      { id: 4 },
    ])
  })

  test('does so for arrays', () => {
    const { schema, rows } = flattenRecords(
      [
        { id: 1, tags: ['x'] },
        { id: 2, tags: [] },
      ],
      { columns: { tags: 'text' } },
    )
    expect(rows).toEqual({
      '': [{ id: 1, tags: '["x"]' }, { id: 2 }],
      tags: [{ user_id: 1, _index: 0, value: 'x' }],
    })
    expect(rebuildRecords({ schema, rows })).toEqual([{ id: 1, tags: ['x'] }, { id: 2 }])
  })
})

describe('declarations', () => {
  test('stand from the beginning, without any record', () => {
    const { schema } = flattenRecords([], {
      columns: { name: { type: 'text', name: 'full_name', description: 'As printed' }, 'memberships.role': 'text' },
      tables: { memberships: { columns: { since: 'date' }, description: 'Where they belong' } },
    })
    expect(dataColumns(schema)).toEqual(['full_name:text'])
    expect(columnsOf(schema)[1]).toMatchObject({ description: 'As printed' })
    expect(dataColumns(schema, 'memberships')).toEqual(['since:date', 'role:text'])
    expect(schema.tables[1]).toMatchObject({ name: 'users__memberships', description: 'Where they belong' })
  })

  test('may lead through arrays: by a declared table, or by []', () => {
    const records = [{ id: 1, a: [{ b: '5', c: ['6'] }] }]
    const byTable = { tables: { a: {}, 'a.c': { valueType: 'integer' } }, columns: { 'a.b': 'integer' } } as const
    const byStep = { columns: { 'a.[].b': 'integer', 'a.[].c.[]': 'integer' }, tables: { 'a.[].c': {} } } as const
    for (const options of [byTable, byStep]) {
      const { rows } = flattenRecords(records, options)
      expect(rows['a']).toEqual([{ user_id: 1, _index: 0, b: 5 }])
      expect(rows['a.c']).toEqual([{ user_id: 1, _index_1: 0, _index: 0, value: 6 }])
    }
  })

  test('never widen', () => {
    const { schema, warnings } = flattenRecords(
      [
        { id: 1, n: 1 },
        { id: 2, n: 1.5 },
      ],
      { columns: { n: 'integer' } },
    )
    expect(dataColumns(schema)).toEqual(['n:integer', 'n__float:float'])
    expect(warnings).toMatchObject([{ code: 'variant_column', path: 'n', stream: 'users' }])
  })
})
