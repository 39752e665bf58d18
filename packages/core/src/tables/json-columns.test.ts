import { describe, expect, test } from 'vitest'
import type { SourceRecord } from '../contract/json.ts'
import type { TableOptions } from './table-engine.ts'
import { dataColumns, flattenRecords } from './testing/flatten-records.ts'

interface Case {
  readonly name: string
  readonly records: readonly SourceRecord[]
  readonly options: Partial<TableOptions>
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

const nested = { id: 1, a: 1, o: { x: 1, p: { y: 2 }, l: [3] }, l: [{ z: 1, q: { w: 2 } }, 5], m: [[1]] }

const cases: readonly Case[] = [
  {
    name: 'json: every value at the path is kept as text',
    records: [
      { id: 1, a: { y: 1, x: [2n ** 60n] } },
      { id: 2, a: [1] },
      { id: 3, a: 'text' },
      { id: 4, a: {} },
      { id: 5, a: null },
    ],
    options: { json: ['a'] },
    rows: {
      '': [
        { id: 1, a: '{"x":[1152921504606846976],"y":1}' },
        { id: 2, a: '[1]' },
        { id: 3, a: '"text"' },
        { id: 4, a: '{}' },
        { id: 5 },
      ],
    },
  },
  {
    name: 'json: paths may lead into objects, elements and arrays of arrays',
    records: [{ id: 1, o: { a: { x: 1 }, b: 2 }, l: [{ a: [1], b: 2 }], m: [[1], 5] }],
    options: { json: ['o.a', 'l.a', 'm.[]'] },
    rows: {
      '': [{ id: 1, o__a: '{"x":1}', o__b: 2 }],
      l: [{ user_id: 1, _index: 0, a: '[1]', b: 2 }],
      m: [
        { user_id: 1, _index: 0, value: '[1]' },
        { user_id: 1, _index: 1, value: '5' },
      ],
    },
  },
  {
    name: 'maxDepth 1: only the fields of the record itself',
    records: [nested],
    options: { maxDepth: 1 },
    rows: {
      '': [{ id: 1, a: 1, o: '{"l":[3],"p":{"y":2},"x":1}', l: '[{"q":{"w":2},"z":1},5]', m: '[[1]]' }],
    },
  },
  {
    name: 'maxDepth 2: one level of objects and arrays below it',
    records: [nested],
    options: { maxDepth: 2 },
    rows: {
      '': [{ id: 1, a: 1, o__x: 1, o__p: '{"y":2}', o__l: '[3]' }],
      l: [
        { user_id: 1, _index: 0, z: 1, q: '{"w":2}' },
        { user_id: 1, _index: 1, value: 5 },
      ],
      m: [{ user_id: 1, _index: 0, value: '[1]' }],
    },
  },
  {
    name: 'maxDepth: a scalar that is no deeper is an ordinary column, the JSON text stands beside it',
    records: [
      { id: 1, a: 5 },
      { id: 2, a: { b: 1 } },
      { id: 3, a: [1] },
    ],
    options: { maxDepth: 1 },
    rows: {
      '': [
        { id: 1, a: 5 },
        { id: 2, a__json: '{"b":1}' },
        { id: 3, a__json: '[1]' },
      ],
    },
  },
]

test.each(cases)('$name', ({ records, options, rows }) => {
  expect(flattenRecords(records, options).rows).toEqual(rows)
})

describe('maps', () => {
  const keys = (count: number, from = 0): Record<string, number> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${from + index}`, 1]))

  test.each<readonly [string, readonly SourceRecord[], number, boolean]>([
    ['more than 200 keys that change', Array.from({ length: 101 }, (_, id) => ({ id, a: keys(2, id * 2) })), 101, true],
    ['200 keys that change', Array.from({ length: 100 }, (_, id) => ({ id, a: keys(2, id * 2) })), 100, false],
    ['many keys, but always the same', Array.from({ length: 5 }, (_, id) => ({ id, a: keys(300) })), 5, false],
    ['one object with more than 1,000 keys', [{ id: 1, a: keys(1001) }], 1, true],
    ['one object with 1,000 keys', [{ id: 1, a: keys(1000) }], 1, false],
    ['after the window, more than 200 keys at once', [{ id: 1, a: keys(201) }], 0, true],
    ['after the window, 200 keys', [{ id: 1, a: keys(200) }], 0, false],
    ['elements of arrays', [{ id: 1, l: [keys(1001)] }], 1, true],
  ])('%s', (_, records, window, isMap) => {
    const { schema, warnings, rows } = flattenRecords(records, {}, { window })
    const path = 'l' in (records[0] ?? {}) ? 'l' : ''
    expect(dataColumns(schema, path)[0]?.endsWith(':json')).toBe(isMap)
    expect(dataColumns(schema, path).length === 1).toBe(isMap)
    expect(warnings.filter(({ code }) => code === 'map_detected')).toHaveLength(isMap ? 1 : 0)
    expect(rows[path]).toHaveLength(records.length)
  })

  test('the record itself never is one', () => {
    expect(dataColumns(flattenRecords([{ id: 1, ...keys(1200) }]).schema)).toHaveLength(1200)
  })

  test('a path with columns never becomes one', () => {
    const { schema } = flattenRecords(
      [
        { id: 1, a: keys(2) },
        { id: 2, a: keys(300, 5) },
      ],
      {},
      { window: 1 },
    )
    expect(dataColumns(schema)).toHaveLength(302)
    const declared = flattenRecords([{ id: 1, a: keys(1001) }], { columns: { 'a.k1': 'integer' } })
    expect(dataColumns(declared.schema)).toHaveLength(1001)
  })

  test('stay what they are in another run, beside scalars too', () => {
    const first = flattenRecords([
      { id: 1, a: 'text', b: keys(1001) },
      { id: 2, a: keys(1001) },
    ])
    expect(dataColumns(first.schema)).toEqual(['a:text', 'b:json', 'a__json:json'])
    const stored = { ...first.schema, version: 1 }
    const second = flattenRecords(
      [
        { id: 3, a: { x: 1 }, b: { y: 2 } },
        { id: 4, a: 'more', b: 5 },
      ],
      {},
      { stored },
    )
    expect(dataColumns(second.schema)).toEqual(dataColumns(first.schema))
    expect(second.rows['']).toEqual([
      { id: 3, a__json: '{"x":1}', b: '{"y":2}' },
      { id: 4, a: 'more', b: '5' },
    ])
  })
})
