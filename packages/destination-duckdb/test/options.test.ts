import { DuckDBInstance } from '@duckdb/node-api'
import { InvalidOptionsError } from '@millrace/core'
import { expect, onTestFinished, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import type { DuckDBOptions } from '../src/index.ts'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'
import { openDatabase, sqlInFile } from './support/open-database.ts'

/** The places of all problems. */
function problemsOf(options: object): readonly string[] {
  try {
    duckdb(options)
  } catch (error) {
    if (InvalidOptionsError.isInstance(error)) return error.problems.map(({ path }) => path)
    throw error
  }
  return []
}

test('everything that is wrong is named at once, before anything is opened', () => {
  const wrong = { path: '', schema: 5, systemSchema: '', memoryLimit: 'lots', settings: { threads: 4 }, file: 'x' }
  expect(problemsOf(wrong)).toEqual(['file', 'path', 'schema', 'systemSchema', 'memoryLimit', 'settings.threads'])
})

test('a name that is no option is answered with those that are', () => {
  expect(() => duckdb({ file: 'x' } as DuckDBOptions)).toThrow(
    'invalid option file: is no option; there are: path, instance, schema, systemSchema, memoryLimit, settings',
  )
})

test('the tables and what is kept beside them cannot share a schema', () => {
  expect(problemsOf({ schema: '_millrace' })).toEqual(['systemSchema'])
  expect(problemsOf({ schema: 'crm', systemSchema: 'CRM' })).toEqual(['systemSchema'])
  expect(problemsOf({ systemSchema: 'main' })).toEqual(['systemSchema'])
})

test('an instance brings its own path and settings', async () => {
  const { instance } = await openDatabase()
  expect(problemsOf({ instance, path: 'x', memoryLimit: '512MB', settings: {} })).toEqual([
    'path',
    'memoryLimit',
    'settings',
  ])
  expect(problemsOf({ instance: {} })).toEqual(['instance'])
})

test.each(['512MB', '1.5 GiB'])('the limit of memory may be %s', async (memoryLimit) => {
  await using destination = duckdb({ memoryLimit })
  expect(await destination.query('SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('the limit of memory reaches DuckDB, and so do other settings', async () => {
  await using destination = duckdb({ memoryLimit: '200MiB', settings: { threads: '1' } })
  const settings = `SELECT current_setting('memory_limit') AS memory, current_setting('threads') AS threads`
  expect(await destination.query(settings)).toEqual([{ memory: '200.0 MiB', threads: 1 }])
})

test('a setting that DuckDB does not know fails with a remedy, and the call can be repeated', async () => {
  await using destination = duckdb({ settings: { no_such_setting: '1' } })
  for (const _ of [1, 2]) {
    const error = await caught(() => destination.query('SELECT 1'))
    expect(error).toMatchObject({ code: 'duckdb_wrong_settings', isRetryable: false })
    expect(error.message).toContain('`settings`')
  }
})

test('all settings hold for a file, too', async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const error = await caught(() => load(duckdb({ path, settings: { no_such_setting: '1' } }), [{ id: 1 }]))
  expect(error.code).toBe('duckdb_wrong_settings')
  await load(duckdb({ path, settings: { threads: '1' } }), [{ id: 1 }])
})

test('other schemas are made, and used for everything', async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const destination = duckdb({ path, schema: 'crm', systemSchema: 'kept "by" us' })
  const users = { deltas: { '': 'users_history' } }
  await load(destination, [{ id: 1, tags: ['a'] }, { id: 2 }], { users })
  await load(
    destination,
    [
      { id: 1, tags: ['b', 'c'] },
      { id: 2, name: 'x' },
    ],
    { users },
  )
  expect(await destination.runs()).toHaveLength(2)
  expect(await destination.describe()).toMatchObject([{ rowCounts: { '': 2, tags: 2 } }])
  const tables = await sqlInFile(
    path,
    `SELECT schema_name, table_name FROM duckdb_tables() WHERE schema_name <> 'kept "by" us' ORDER BY ALL`,
  )
  expect(tables).toEqual([
    ['crm', 'users'],
    ['crm', 'users__tags'],
    ['crm', 'users_history'],
  ])
})

test('two destinations with schemas of their own share a database and nothing else', async () => {
  const { instance, sql } = await openDatabase()
  await load(duckdb({ instance, schema: 'one', systemSchema: '_one' }), [{ id: 1 }])
  await load(duckdb({ instance, schema: 'two', systemSchema: '_two' }), [{ id: 1 }, { id: 2 }])
  expect(await sql('SELECT (SELECT count(*) FROM one.users), (SELECT count(*) FROM two.users)')).toEqual([['1', '2']])
})

test('without options the database is in memory, until it is closed', async () => {
  const destination = duckdb()
  onTestFinished(() => destination.close())
  await load(destination, [{ id: 1 }])
  expect(await destination.query('SELECT id FROM users')).toEqual([{ id: 1 }])
  await destination.close()
  expect(await destination.describe()).toEqual([])
})

test('an instance of the app is neither closed nor changed', async () => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  onTestFinished(() => instance.closeSync())
  await using destination = duckdb({ instance })
  await load(destination, [{ id: 1 }])
  await destination.close()
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(`SELECT id, current_setting('threads') FROM users`)
  expect(reader.getRows()).toEqual([[1n, 1n]])
})
