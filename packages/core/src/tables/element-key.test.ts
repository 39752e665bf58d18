import { describe, expect, test } from 'vitest'
import type { TableDeclaration } from '../contract/declarations.ts'
import { columnsOf, flattenRecords, problemsIn } from './testing/flatten-records.ts'

function flattenMembers(
  records: readonly Record<string, unknown>[],
  members: TableDeclaration,
): ReturnType<typeof flattenRecords> {
  return flattenRecords(records, { tables: { members } })
}

test('merges go by the element key, the position is data', () => {
  const { schema, rows } = flattenMembers([{ id: 1, members: [{ who: 'a' }, { who: 'b' }] }], { elementKey: 'who' })
  expect(schema.tables[1]).toMatchObject({ rootKey: ['user_id'], key: ['user_id', 'who'] })
  expect(rows['members']).toEqual([
    { user_id: 1, _index: 0, who: 'a' },
    { user_id: 1, _index: 1, who: 'b' },
  ])
})

test('of several parts, inside of other arrays, of scalars', () => {
  const { schema } = flattenRecords([{ id: 1, groups: [{ members: [{ who: { id: 1 }, role: 'x' }], tags: ['y'] }] }], {
    tables: {
      groups: {},
      'groups.members': { elementKey: ['who.id', 'role'] },
      'groups.tags': { elementKey: '' },
    },
  })
  expect(schema.tables.map(({ path, key }) => [path, key])).toEqual([
    ['', ['id']],
    ['groups', ['user_id', '_index']],
    ['groups.members', ['user_id', '_index_1', 'who__id', 'role']],
    ['groups.tags', ['user_id', '_index_1', 'value']],
  ])
})

describe('a record is rejected', () => {
  test.each<readonly [string, readonly unknown[], string]>([
    ['with a null key', [{ who: 'a' }, { who: null }], 'null_element_key at members.who'],
    ['without a key', [{ role: 'x' }], 'null_element_key at members.who'],
    ['with a null element', [{ who: 'a' }, null], 'null_element_key at members.who'],
    ['with the same key twice', [{ who: 'a' }, { who: 'a' }], 'duplicate_element_key at members'],
    ['with a key that does not fit', [{ who: true }], 'element_key_type at members.who'],
    ['with an object as key', [{ who: { x: 1 } }], 'element_key_type at members.who'],
    ['with an array as key', [{ who: [1] }], 'element_key_type at members.who'],
  ])('%s', (_, members, problem) => {
    const flattened = flattenMembers(
      [
        { id: 1, members: [{ who: 'z' }] },
        { id: 2, members },
      ],
      {
        elementKey: 'who',
        columns: { who: 'text' },
      },
    )
    expect(problemsIn(flattened)).toEqual([problem])
    expect(flattened.rows['members']).toEqual([{ user_id: 1, _index: 0, who: 'z' }])
  })

  test('two records may have the same keys', () => {
    const members = [{ who: 'a' }]
    expect(
      flattenMembers(
        [
          { id: 1, members },
          { id: 2, members },
        ],
        { elementKey: 'who' },
      ).problems,
    ).toEqual([])
  })
})

describe('its type', () => {
  test('is that of all elements of the window, mixed ones are text', () => {
    const { schema, rows } = flattenMembers(
      [
        { id: 1, members: [{ who: 1 }] },
        { id: 2, members: [{ who: 'x' }] },
      ],
      {
        elementKey: 'who',
      },
    )
    expect(columnsOf(schema, 'members')).toContainEqual(expect.objectContaining({ name: 'who', type: 'text' }))
    expect(rows['members']?.map(({ who }) => who)).toEqual(['1', 'x'])
  })

  test('after the window, that of the first array', () => {
    const records = [
      { id: 1, members: [{ who: 1 }, { who: 'x' }] },
      { id: 2, members: [{ who: 1.5 }] },
    ]
    const flattened = flattenRecords(records, { tables: { members: { elementKey: 'who' } } }, { window: 0 })
    expect(flattened.rows['members']?.map(({ who }) => who)).toEqual(['1', 'x'])
    expect(problemsIn(flattened)).toEqual(['element_key_type at members.who'])
  })

  test('stays what it is in another run', () => {
    const declared: TableDeclaration = { elementKey: 'who' }
    const { schema } = flattenMembers([{ id: 1, members: [{ who: 1 }] }], declared)
    const stored = { ...schema, version: 1 }
    const records = [{ id: 2, members: [{ who: 'x' }] }]
    const again = flattenRecords(records, { tables: { members: declared } }, { stored })
    expect(problemsIn(again)).toEqual(['element_key_type at members.who'])
    expect(again.schema.tables[1]?.key).toEqual(['user_id', 'who'])
  })
})
