import { describe, expect, it } from 'vitest'
import { column, usersSchema } from '../../test/support/users-stream.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { compareSchemas } from './schema-changes.ts'

const nothing: StreamSchema = { stream: 'users', version: 0, isKeyed: false, tables: [] }

describe('compareSchemas', () => {
  it('finds nothing to do between equal schemas', () => {
    expect(compareSchemas(usersSchema({ version: 1 }), usersSchema({ version: 1 }))).toEqual([])
  })

  it('makes new tables, and their delta tables after them', () => {
    const steps = compareSchemas(nothing, usersSchema({ delta: 'history' }))
    expect(steps.map(({ type, path }) => [type, path])).toEqual([
      ['createTable', ''],
      ['createTable', 'tags'],
      ['startDelta', ''],
      ['startDelta', 'tags'],
    ])
  })

  it('puts renames first and names tables as they are called afterwards', () => {
    const stored = usersSchema({ version: 1, delta: 'history' })
    const wanted = usersSchema({
      version: 1,
      name: 'people',
      delta: 'past',
      age: 'float',
      columns: [column('email', 'text')],
    })
    expect(compareSchemas(stored, wanted)).toMatchObject([
      { type: 'renameTable', path: '', from: 'users', to: 'people' },
      { type: 'renameDelta', path: '', from: 'history', to: 'past' },
      { type: 'renameTable', path: 'tags', from: 'users_tags', to: 'people_tags' },
      { type: 'renameDelta', path: 'tags', from: 'history_tags', to: 'past_tags' },
      { type: 'widenColumn', path: '', table: 'people', column: 'age', from: 'integer', to: 'float' },
      { type: 'addColumn', path: '', table: 'people', column: { name: 'email' } },
    ])
  })

  it('switches delta tables on and off', () => {
    const [without, within] = [usersSchema({ version: 1 }), usersSchema({ version: 1, delta: 'history' })]
    expect(compareSchemas(without, within)).toMatchObject([{ type: 'startDelta', delta: 'history' }, { path: 'tags' }])
    expect(compareSchemas(within, without)).toMatchObject([{ type: 'stopDelta', delta: 'history' }, { path: 'tags' }])
  })

  it.each<[string, (root: TableSchema) => Partial<TableSchema>]>([
    ["column name of table users (path '') would be dropped", dropName],
    [
      "column name of table users (path '') is text, which does not widen to integer",
      (root) => retype(root, 'name', 'integer'),
    ],
    [
      "column age of table users (path '') is integer, which does not widen to text",
      (root) => retype(root, 'age', 'text'),
    ],
    ["the key of table users (path '') is id", () => ({ key: ['name'] })],
    ["column name of table users (path '') would stand for another path", (root) => repath(root, 'name')],
  ])('refuses: %s', (message, change) => {
    const stored = usersSchema({ version: 1 })
    const tables = stored.tables.map((table) => (table.path === '' ? { ...table, ...change(table) } : table))
    const compare = (): unknown => compareSchemas(stored, { ...stored, tables })
    expect(compare).toThrow(message)
    expect(compare).toThrow(DestinationError)
  })

  it('refuses to widen a declared column', () => {
    const declared = { ...column('size', 'integer'), isDeclared: true } as const
    const stored = usersSchema({ version: 1, columns: [declared] })
    const wanted = usersSchema({ version: 1, columns: [{ ...declared, type: 'float' }] })
    expect(() => compareSchemas(stored, wanted)).toThrow(
      "column size of table users (path '') has the fixed type integer",
    )
  })

  it('lists all that is wrong', () => {
    const compare = (): unknown => compareSchemas(usersSchema({ version: 1 }), nothing)
    expect(compare).toThrow(/the stream has a key[^]*table users [^]*table users_tags [^]*would be dropped/)
  })
})

function dropName(root: TableSchema): Partial<TableSchema> {
  return { columns: root.columns.filter(({ name }) => name !== 'name') }
}

function retype(root: TableSchema, name: string, type: 'integer' | 'text'): Partial<TableSchema> {
  return { columns: root.columns.map((held) => (held.name === name ? { ...held, type } : held)) }
}

function repath(root: TableSchema, name: string): Partial<TableSchema> {
  return { columns: root.columns.map((held) => (held.name === name ? { ...held, path: 'elsewhere' } : held)) }
}
