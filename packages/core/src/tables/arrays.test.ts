import { describe, expect, test } from 'vitest'
import type { SourceRecord } from '../contract/json.ts'
import { rebuildRecords } from './rebuild-records.ts'
import type { TableOptions } from './table-engine.ts'
import { columnsOf, flattenRecords } from './testing/flatten-records.ts'

interface Case {
  readonly name: string
  readonly records: readonly SourceRecord[]
  readonly options?: Partial<TableOptions>
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

const cases: readonly Case[] = [
  {
    name: 'objects become rows with the key of the record and their position',
    records: [{ id: 'u1', memberships: [{ role: 'a' }, { role: 'b', since: 5 }] }],
    rows: {
      '': [{ id: 'u1' }],
      memberships: [
        { user_id: 'u1', _index: 0, role: 'a' },
        { user_id: 'u1', _index: 1, role: 'b', since: 5 },
      ],
    },
  },
  {
    name: 'scalars go to a column value',
    records: [{ id: 'u1', tags: ['x', 'y'] }],
    rows: {
      '': [{ id: 'u1' }],
      tags: [
        { user_id: 'u1', _index: 0, value: 'x' },
        { user_id: 'u1', _index: 1, value: 'y' },
      ],
    },
  },
  {
    name: 'the column may be declared',
    records: [{ id: 'u1', tags: ['5', '6'] }],
    options: { tables: { tags: { keyColumns: ['timeentry_id'], valueColumn: 'tag_id', valueType: 'integer' } } },
    rows: {
      '': [{ id: 'u1' }],
      tags: [
        { timeentry_id: 'u1', _index: 0, tag_id: 5 },
        { timeentry_id: 'u1', _index: 1, tag_id: 6 },
      ],
    },
  },
  {
    name: 'an empty array and null are no rows',
    records: [
      { id: 'u1', tags: [] },
      { id: 'u2', tags: null },
      { id: 'u3', tags: ['x'] },
    ],
    rows: { '': [{ id: 'u1' }, { id: 'u2' }, { id: 'u3' }], tags: [{ user_id: 'u3', _index: 0, value: 'x' }] },
  },
  {
    name: 'an element that is null keeps its place',
    records: [{ id: 'u1', tags: ['x', null, undefined, {}, 'y'] }],
    rows: {
      '': [{ id: 'u1' }],
      tags: [
        { user_id: 'u1', _index: 0, value: 'x' },
        { user_id: 'u1', _index: 1 },
        { user_id: 'u1', _index: 2 },
        { user_id: 'u1', _index: 3 },
        { user_id: 'u1', _index: 4, value: 'y' },
      ],
    },
  },
  {
    name: 'objects and scalars in one array share a table',
    records: [{ id: 'u1', mixed: [{ value: 1, x: 2 }, 'text', 3] }],
    rows: {
      '': [{ id: 'u1' }],
      mixed: [
        { user_id: 'u1', _index: 0, value: 1, x: 2 },
        { user_id: 'u1', _index: 1, value_e3b0c442: 'text' },
        { user_id: 'u1', _index: 2, value_e3b0c442__integer: 3 },
      ],
    },
  },
  {
    name: 'arrays in elements carry the places of all elements around them',
    records: [
      {
        id: 'u1',
        memberships: [{ roles: ['r1', 'r2'] }, { roles: [] }, { roles: ['r3'], scopes: { of: [{ ids: [7] }] } }],
      },
    ],
    rows: {
      '': [{ id: 'u1' }],
      memberships: [
        { user_id: 'u1', _index: 0 },
        { user_id: 'u1', _index: 1 },
        { user_id: 'u1', _index: 2 },
      ],
      'memberships.roles': [
        { user_id: 'u1', _index_1: 0, _index: 0, value: 'r1' },
        { user_id: 'u1', _index_1: 0, _index: 1, value: 'r2' },
        { user_id: 'u1', _index_1: 2, _index: 0, value: 'r3' },
      ],
      'memberships.scopes.of': [{ user_id: 'u1', _index_1: 2, _index: 0 }],
      'memberships.scopes.of.ids': [{ user_id: 'u1', _index_1: 2, _index_2: 0, _index: 0, value: 7 }],
    },
  },
  {
    name: 'an array directly in an array is a table of its own; the outer one keeps the places',
    records: [{ id: 'u1', matrix: [[1, 2], [], [3]] }],
    rows: {
      '': [{ id: 'u1' }],
      matrix: [
        { user_id: 'u1', _index: 0 },
        { user_id: 'u1', _index: 1 },
        { user_id: 'u1', _index: 2 },
      ],
      'matrix.[]': [
        { user_id: 'u1', _index_1: 0, _index: 0, value: 1 },
        { user_id: 'u1', _index_1: 0, _index: 1, value: 2 },
        { user_id: 'u1', _index_1: 2, _index: 0, value: 3 },
      ],
    },
  },
  {
    name: 'an array and a scalar at one path are two things',
    records: [
      { id: 'u1', tag: 'x' },
      { id: 'u2', tag: ['y'] },
    ],
    rows: { '': [{ id: 'u1', tag: 'x' }, { id: 'u2' }], tag: [{ user_id: 'u2', _index: 0, value: 'y' }] },
  },
  {
    name: 'unordered elements are stored in a canonical order',
    records: [
      {
        id: 'u1',
        tags: ['b', null, 'a'],
        points: [
          { y: 1, x: 2 },
          { x: 1, y: 3 },
        ],
      },
    ],
    options: { tables: { tags: { unordered: true }, points: { unordered: true } } },
    rows: {
      '': [{ id: 'u1' }],
      tags: [
        { user_id: 'u1', _index: 0, value: 'a' },
        { user_id: 'u1', _index: 1, value: 'b' },
        { user_id: 'u1', _index: 2 },
      ],
      points: [
        { user_id: 'u1', _index: 0, x: 1, y: 3 },
        { user_id: 'u1', _index: 1, x: 2, y: 1 },
      ],
    },
  },
]

test.each(cases)('$name', ({ records, options, rows }) => {
  expect(flattenRecords(records, options).rows).toEqual(rows)
})

test('elements are rebuilt in their places', () => {
  const records = [
    { id: 'u1', matrix: [[1, 2], [], [3]], memberships: [{ roles: ['r'] }, null, { roles: [null, 's'] }] },
  ]
  expect(rebuildRecords(flattenRecords(records))).toEqual([
    { id: 'u1', matrix: [[1, 2], null, [3]], memberships: [{ roles: ['r'] }, null, { roles: [null, 's'] }] },
  ])
})

describe('names', () => {
  test('of tables come from that of the parent and the path', () => {
    const records = [{ id: 1, fooBar: { items: [{ parts: [[1]] }] } }]
    expect(flattenRecords(records).schema.tables.map(({ path, name }) => [path, name])).toEqual([
      ['', 'users'],
      ['fooBar.items', 'users__foobar__items'],
      ['fooBar.items.parts', 'users__foobar__items__parts'],
      ['fooBar.items.parts.[]', 'users__foobar__items__parts__list'],
    ])
  })

  test.each<readonly [stream: string, options: Partial<TableOptions>, column: string]>([
    ['time_entries', {}, 'time_entry_id'],
    ['timeEntries', {}, 'timeentry_id'],
    ['timeEntries', { naming: 'snake' }, 'time_entry_id'],
    ['users', { tableNames: { '': 'people' } }, 'user_id'],
    ['users', { primaryKey: ['meta.id'] }, 'user_meta__id'],
    ['users', { primaryKey: [] }, 'user__mr_id'],
    ['users', { tables: { tags: { keyColumns: ['owner'] } } }, 'owner'],
  ])('in stream %s with %j children carry %s', (stream, options, column) => {
    const { schema } = flattenRecords([{ id: 1, meta: { id: 2 }, tags: ['x'] }], { stream, ...options })
    expect(columnsOf(schema, 'tags')[0]).toMatchObject({ name: column, role: 'key' })
  })

  test('two tables that would read alike have different paths', () => {
    const records = [
      { id: 1, a: { b: [1] } },
      { id: 2, a: [{ b: [2] }] },
    ]
    const { schema } = flattenRecords(records)
    expect(schema.tables.map(({ path, steps }) => [path, steps])).toEqual([
      ['', []],
      ['a.b', ['a', 'b', null]],
      ['a', ['a', null]],
      ['a.[].b', ['a', null, 'b', null]],
    ])
    const other = flattenRecords(records.toReversed()).schema.tables.map(({ path }) => path)
    expect(other).toEqual(['', 'a', 'a.b', 'a.{}.b'])
  })
})

test('the columns of a child table: key, places, values, those of the destination', () => {
  const { schema } = flattenRecords([{ id: 1, a: [{ b: [{ c: 1 }] }] }])
  const table = schema.tables.find(({ path }) => path === 'a.b')
  expect(table?.columns.map(({ name, role, type }) => `${name} ${role} ${type}`)).toEqual([
    'user_id key integer',
    '_index_1 ancestor integer',
    '_index position integer',
    'c data integer',
    '_mr_run system text',
    '_mr_synced_at system timestamp',
  ])
  expect(table).toMatchObject({ parent: 'a', rootKey: ['user_id'], key: ['user_id', '_index_1', '_index'] })
})
