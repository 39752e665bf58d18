import { describe, expect, test } from 'vitest'
import { defaultCapabilities } from '../contract/capabilities.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { createTableEngine } from './create-table-engine.ts'
import type { TableOptions } from './table-engine.ts'
import { columnsOf, dataColumns, flattenRecords, tableOptions } from './testing/flatten-records.ts'

const records = [{ id: 1, fooBar: 1, foobar: 2, tags: ['x'], a: { b: { c: 3 } } }]

function storedFor(options: Partial<TableOptions> = {}): StreamSchema {
  return { ...flattenRecords(records, options).schema, version: 1 }
}

function namesOf(schema: StreamSchema): readonly string[] {
  return schema.tables.map(({ name, delta }) => (delta === undefined ? name : `${name}, ${delta}`))
}

describe('names that the user chose', () => {
  test('are those of tables and delta tables', () => {
    const options = { tableNames: { '': 'people', tags: 'labels' }, deltaNames: { tags: 'labels_history' } }
    expect(namesOf(storedFor(options))).toEqual(['people', 'labels, labels_history'])
  })

  test('of the root begin those of its children, and no key columns', () => {
    const schema = storedFor({ tableNames: { '': 'people' } })
    expect(namesOf(schema)).toEqual(['people', 'people__tags'])
    expect(columnsOf(schema, 'tags')[0]).toMatchObject({ name: 'user_id' })
  })

  test('later are renames in place', () => {
    const engine = createTableEngine(tableOptions({ tableNames: { '': 'people' } }), storedFor())
    expect(engine.revision).toBe(1)
    expect(namesOf(engine.schema)).toEqual(['people', 'users__tags'])
  })

  test('are kept when they are chosen no longer', () => {
    const engine = createTableEngine(tableOptions(), storedFor({ tableNames: { '': 'people' } }))
    expect([engine.revision, ...namesOf(engine.schema)]).toEqual([0, 'people', 'people__tags'])
  })

  test('of a delta table switch it on', () => {
    const engine = createTableEngine(tableOptions({ deltaNames: { '': 'history' } }), storedFor())
    expect([engine.revision, ...namesOf(engine.schema)]).toEqual([1, 'users, history', 'users__tags'])
  })

  test('are not given to other tables', () => {
    const schema = flattenRecords([{ id: 1, a: [1], b: [2] }], { tableNames: { b: 'users__a' } }).schema
    expect(schema.tables.map(({ path, name }) => [path, /^users__a_[0-9a-f]{8}$/.test(name) || name])).toEqual([
      ['', 'users'],
      ['a', true],
      ['b', 'users__a'],
    ])
  })
})

describe('names of delta tables that the user chose', () => {
  test('are not given to the root', () => {
    const { schema, warnings } = flattenRecords(records, { deltaNames: { '': 'users' } })
    expect(schema.tables[0]).toMatchObject({ name: expect.stringMatching(/^users_[0-9a-f]{8}$/), delta: 'users' })
    expect(warnings.map(({ code, path }) => [code, path])).toContainEqual(['name_collision', ''])
  })

  test('are not given to tables that come later', () => {
    const before = flattenRecords([{ id: 1 }], { deltaNames: { '': 'users__tags' } })
    for (const options of [{ deltaNames: { '': 'users__tags' } }, {}]) {
      const { schema } = flattenRecords(records, options, { stored: { ...before.schema, version: 1 } })
      expect(schema.tables[0]).toMatchObject({ name: 'users', delta: 'users__tags' })
      expect(schema.tables[1]?.name).toMatch(/^users__tags_[0-9a-f]{8}$/)
    }
  })

  test('are kept free before their own table comes', () => {
    const { schema } = flattenRecords([{ id: 1, a: [1], b: [2] }], { deltaNames: { b: 'users__a' } })
    expect(namesOf(schema)).toEqual(['users', expect.stringMatching(/^users__a_[0-9a-f]{8}$/), 'users__b, users__a'])
  })

  test('may swap places with tables', () => {
    const stored = storedFor({ deltaNames: { '': 'history' } })
    const options = { tableNames: { '': 'history' }, deltaNames: { '': 'users' } }
    const engine = createTableEngine(tableOptions(options), stored)
    expect(namesOf(engine.schema)).toEqual(['history, users', 'users__tags'])
  })

  test('are refused where another stream has them', () => {
    const problems = (): unknown =>
      createTableEngine(
        tableOptions({ deltaNames: { '': 'taken' }, isTableNameTaken: (name) => name === 'taken' }),
        storedFor(),
      )
    expect(problems).toThrow("deltaNames.: 'taken' is the name of another table")
  })
})

test('names of other streams are avoided, and the warning says so', () => {
  const { schema, warnings } = flattenRecords(records, { isTableNameTaken: (name) => name === 'users__tags' })
  expect(schema.tables[1]?.name).toMatch(/^users__tags_[0-9a-f]{8}$/)
  expect(warnings.map(({ code, path }) => [code, path])).toContainEqual(['name_collision', 'tags'])
})

describe('another run', () => {
  test('gives the same names, in whatever order the paths come', () => {
    const stored = storedFor()
    const again = flattenRecords([{ foobar: 5, id: 2, a: { b: { c: 6 } }, fooBar: 7 }], {}, { stored })
    expect(again.schema).toEqual(stored)
    expect(again.rows['']).toEqual([{ id: 2, foobar: 7, foobar_c3ab8ff1: 5, a__b__c: 6 }])
  })

  test('keeps them under another naming', () => {
    const again = flattenRecords([{ id: 2, fooBar: 1, newField: 2 }], { naming: 'snake' }, { stored: storedFor() })
    expect(dataColumns(again.schema)).toEqual([
      'foobar:integer',
      'foobar_c3ab8ff1:integer',
      'a__b__c:integer',
      'new_field:integer',
    ])
  })

  test('adds what is declared by now', () => {
    const stored = storedFor()
    const engine = createTableEngine(
      tableOptions({ columns: { late: 'date', fooBar: 'integer' }, tables: { more: {} } }),
      stored,
    )
    expect(engine.revision).toBe(1)
    expect(dataColumns(engine.schema)).toEqual([...dataColumns(stored), 'late:date'])
    expect(engine.schema.tables[2]).toMatchObject({ path: 'more', name: 'users__more' })
    expect(columnsOf(engine.schema).find(({ path }) => path === 'fooBar')).toMatchObject({ isDeclared: true })
  })

  test('keeps the type that stands, whatever is declared by now', () => {
    const again = flattenRecords([{ id: 2, fooBar: 'x' }], { columns: { fooBar: 'text' } }, { stored: storedFor() })
    expect(again.rows['']).toEqual([{ id: 2, foobar__text: 'x' }])
  })

  test('with another key is refused', () => {
    expect(() => createTableEngine(tableOptions({ primaryKey: ['fooBar'] }), storedFor())).toThrow(
      'primaryKey: stream users stands with the key (id); another one needs a rebuild',
    )
  })

  test('keeps as JSON text what the options say by now', () => {
    const again = flattenRecords([{ id: 2, a: { b: { c: 1 } } }], { json: ['a'] }, { stored: storedFor() })
    expect(again.rows['']).toEqual([{ id: 2, a: '{"b":{"c":1}}' }])
    expect(dataColumns(again.schema)).toContain('a__b__c:integer')
  })
})

describe('names that cannot be used', () => {
  const long = 'x'.repeat(64)

  test('are all listed', () => {
    const problems = (): unknown =>
      createTableEngine(
        tableOptions({
          tableNames: { '': long, tags: 'same', other: 'same', mine: 'taken' },
          deltaNames: { '': '' },
          isTableNameTaken: (name) => name === 'taken',
          columns: {
            a: { type: 'text', name: '_mr_a' },
            b: { type: 'text', name: 'x' },
            c: { type: 'text', name: 'x' },
            id: 'json',
          },
          tables: { tags: { keyColumns: ['a', 'b'] } },
          cursor: 'tags.[].at',
        }),
        storedFor(),
      )
    expect(problems).toThrow(
      expect.objectContaining({
        problems: [
          { path: 'tableNames.', message: `'${long}' is longer than the destination allows` },
          { path: 'tableNames.other', message: `'same' is the name of the table of path 'tags'` },
          { path: 'tableNames.mine', message: `'taken' is the name of another table` },
          { path: 'deltaNames.', message: 'the name of a table cannot be empty' },
          { path: 'primaryKey', message: `'id' is declared as json, which cannot be compared` },
          { path: 'cursor', message: `'tags.[].at' is no field of the record itself` },
          { path: 'tables.tags.keyColumns', message: '1 names are needed, as many as key columns' },
          { path: 'columns.a', message: `'_mr_a' is reserved` },
          { path: 'columns.c', message: `'x' is the name of another column` },
        ],
      }),
    )
  })

  test.each<readonly [Partial<TableOptions>, path: string, message: string]>([
    [
      { tableNames: { tags: 'past' }, deltaNames: { '': 'past' } },
      'deltaNames.',
      `'past' is the name of the table of path 'tags'`,
    ],
    [
      { deltaNames: { '': 'past', tags: 'past' } },
      'deltaNames.tags',
      `'past' is the name of the delta table of path ''`,
    ],
    [
      {
        tableNames: { '': 'Past' },
        deltaNames: { '': 'pAST' },
        capabilities: { ...defaultCapabilities, identifierCase: 'insensitive' },
      },
      'deltaNames.',
      `'Past' is the name of the table of path ''`,
    ],
  ])('are those of two tables or delta tables: %j', (options, path, message) => {
    expect(() => createTableEngine(tableOptions(options), storedFor())).toThrow(
      expect.objectContaining({ problems: [{ path, message }] }),
    )
  })

  test('are those that stand, of tables and delta tables', () => {
    const stored = storedFor({ deltaNames: { tags: 'past' } })
    const problems = (chosen: Partial<TableOptions>) => (): unknown => createTableEngine(tableOptions(chosen), stored)
    expect(problems({ tableNames: { '': 'past' } })).toThrow(
      expect.objectContaining({
        problems: [{ path: 'tableNames.', message: `'past' is the name of the delta table of path 'tags'` }],
      }),
    )
    expect(problems({ deltaNames: { '': 'users', tags: 'users__tags' } })).toThrow(
      expect.objectContaining({
        problems: [
          { path: 'deltaNames.', message: `'users' is the name of the table of path ''` },
          { path: 'deltaNames.tags', message: `'users__tags' is the name of the table of path 'tags'` },
        ],
      }),
    )
  })

  test('so are declared names that stand already', () => {
    expect(() => flattenRecords([], { columns: { a: { type: 'text', name: 'id' } } })).toThrow(
      'columns.a: the declared name id is that of another column of table users',
    )
    const stored = storedFor()
    expect(() => createTableEngine(tableOptions({ tableNames: { '': 'users__tags' } }), stored)).toThrow(
      `tableNames.: 'users__tags' is the name of the table of path 'tags'`,
    )
  })
})
