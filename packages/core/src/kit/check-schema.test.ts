import { describe, expect, it } from 'vitest'
import { defaultCapabilities } from '../contract/capabilities.ts'
import type { Capabilities } from '../contract/capabilities.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { checkSchema, foldName } from './check-schema.ts'

const root: TableSchema = {
  path: '',
  steps: [],
  name: 'users',
  columns: [{ name: 'id', type: 'text', role: 'key' }],
  rootKey: ['id'],
  key: ['id'],
}
const tags: TableSchema = {
  path: 'tags',
  steps: ['tags', null],
  parent: '',
  name: 'users__tags',
  columns: [
    { name: 'user_id', type: 'text', role: 'key' },
    { name: '_index', type: 'integer', role: 'position' },
  ],
  rootKey: ['user_id'],
  key: ['user_id', '_index'],
}

function schemaOf(tables: readonly TableSchema[]): StreamSchema {
  return { stream: 'users', version: 0, isKeyed: true, tables }
}

describe('checkSchema', () => {
  it('takes tables that fit', () => {
    expect(() => checkSchema(schemaOf([root, { ...tags, delta: 'past' }]), defaultCapabilities)).not.toThrow()
  })

  it.each<readonly [string, StreamSchema, Partial<Capabilities>]>([
    ['the name users is given twice', schemaOf([root, { ...tags, name: 'users' }]), {}],
    ['the name USERS is given twice', schemaOf([root, { ...tags, name: 'USERS' }]), { identifierCase: 'insensitive' }],
    ['the name users is given twice', schemaOf([{ ...root, delta: 'users' }]), {}],
    ['the name users__tags is given twice', schemaOf([{ ...root, delta: 'users__tags' }, tags]), {}],
    [
      'the name past is given twice',
      schemaOf([
        { ...root, delta: 'past' },
        { ...tags, delta: 'past' },
      ]),
      {},
    ],
    ['the name Users is given twice', schemaOf([{ ...root, delta: 'Users' }, tags]), { identifierCase: 'insensitive' }],
    [
      "the name 'users' has 5 of 1 to 4 characters",
      schemaOf([root]),
      { maxIdentifierLength: { count: 4, unit: 'characters' } },
    ],
    [
      "the name 'üser' has 5 of 1 to 4 bytes",
      schemaOf([{ ...root, name: 'üser' }]),
      { maxIdentifierLength: { count: 4, unit: 'bytes' } },
    ],
    ['it has delta tables', schemaOf([{ ...root, delta: 'history' }]), { hasDeltas: false }],
    ['the root table comes first', schemaOf([tags, root]), {}],
    ["the path 'tags' has two tables", schemaOf([root, tags, { ...tags, name: 'labels' }]), {}],
    ["its parent 'labels' does not come before it", schemaOf([root, { ...tags, parent: 'labels' }]), {}],
    ['it has 2 columns, at most 1 can be held', schemaOf([root, tags]), { maxColumns: 1 }],
    ['it has no key', schemaOf([{ ...root, rootKey: [] }]), {}],
    ['its key names number, which is no column', schemaOf([{ ...root, key: ['number'] }]), {}],
    ['the type integer of column _index cannot be held', schemaOf([root, tags]), { types: ['text'] }],
    ['its cursor updated is no column', { ...schemaOf([root]), cursor: 'updated' }, {}],
  ])('says: %s', (problem, schema, capabilities) => {
    expect(() => checkSchema(schema, { ...defaultCapabilities, ...capabilities })).toThrow(problem)
  })
})

describe('foldName', () => {
  it('makes one of names that the destination does not tell apart', () => {
    expect(foldName('Users', { ...defaultCapabilities, identifierCase: 'insensitive' })).toBe('users')
    expect(foldName('Users', { ...defaultCapabilities, identifierCase: 'sensitive' })).toBe('Users')
  })
})
