import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { InvalidOptionsError } from '@millrace/core'
import { expect, test } from 'vitest'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'
import { openDatabase } from './support/open-database.ts'
import type { TestDatabase } from './support/open-database.ts'

const records = [
  { id: 1, country: 'DE', year: 2023, amount: '1.5', at: '2024-02-29T10:00:00.5Z', tags: ['a'] },
  { id: 2, country: 'FR', year: 2024, amount: '0.000000000000000001', note: 'é\u{1f642}' },
  { id: 3, country: 'FR', year: 2024, tags: ['b', null] },
]

async function openLoaded(table = 'users'): Promise<TestDatabase> {
  const database = await openDatabase()
  const columns = { amount: 'decimal', at: 'timestamp' } as const
  await load(database.destination, records, {
    users: { columns, tables: { '': table, tags: `${table}_tags` }, deltas: { '': `${table}_history` } },
  })
  return database
}

function parquetIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .toSorted()
}

test('all tables, delta tables too, with their types and values', async () => {
  const { destination, sql } = await openLoaded()
  const folder = `${makeFolder()}/a folder/it's new`
  expect(await destination.exportParquet(folder)).toEqual([
    { table: 'users', path: `${folder}/users.parquet`, rows: 3 },
    { table: 'users_history', path: `${folder}/users_history.parquet`, rows: 3 },
    { table: 'users_tags', path: `${folder}/users_tags.parquet`, rows: 3 },
  ])
  const file = (table: string): string => `read_parquet('${folder.replaceAll("'", "''")}/${table}.parquet')`
  for (const table of ['users', 'users_history', 'users_tags']) {
    expect(await sql(`SELECT count(*) FROM (FROM ${file(table)} EXCEPT FROM ${table})`)).toEqual([['0']])
    const types = (source: string): string => `SELECT column_name, column_type FROM (DESCRIBE FROM ${source})`
    expect(await sql(types(file(table)))).toEqual(await sql(types(table)))
  }
})

test('chosen tables only', async () => {
  const { destination } = await openLoaded()
  const folder = makeFolder()
  const exported = await destination.exportParquet(folder, { tables: ['users_tags'] })
  expect(exported.map(({ table }) => table)).toEqual(['users_tags'])
  expect(parquetIn(folder)).toEqual(['users_tags.parquet'])
  expect(await destination.exportParquet(folder, { tables: [] })).toEqual([])
})

test('a table in parts, by one column or several', async () => {
  const { destination, sql } = await openLoaded()
  const folder = makeFolder()
  const partitionBy = { users: ['country', 'year'], users_tags: 'user_id' }
  const exported = await destination.exportParquet(folder, { tables: ['users', 'users_tags'], partitionBy })
  expect(exported).toEqual([
    { table: 'users', path: `${folder}/users`, rows: 3 },
    { table: 'users_tags', path: `${folder}/users_tags`, rows: 3 },
  ])
  const parts = parquetIn(folder).map((path) => path.replace(/\/[^/]*$/, ''))
  expect(parts).toEqual([
    'users/country=DE/year=2023',
    'users/country=FR/year=2024',
    'users_tags/user_id=1',
    'users_tags/user_id=3',
  ])
  const read = `read_parquet('${folder}/users/**/*.parquet', hive_partitioning = true)`
  expect(await sql(`SELECT id::INT, country, year::INT FROM ${read} ORDER BY id`)).toEqual([
    [1, 'DE', 2023],
    [2, 'FR', 2024],
    [3, 'FR', 2024],
  ])
})

test('a second export replaces the first, whatever it was cut by', async () => {
  const { destination, sql } = await openLoaded()
  const folder = makeFolder()
  const tables = ['users']
  await destination.exportParquet(folder, { tables })
  await load(destination, records.slice(0, 1), { users: { tables: { '': 'users' }, maxDeleted: false } })
  await destination.exportParquet(folder, { tables })
  expect(await sql(`SELECT id::INT FROM read_parquet('${folder}/users.parquet')`)).toEqual([[1]])
  await destination.exportParquet(folder, { tables, partitionBy: { users: 'country' } })
  await destination.exportParquet(folder, { tables, partitionBy: { users: 'year' } })
  expect(parquetIn(folder)).toHaveLength(1)
  expect(await sql(`SELECT id::INT FROM read_parquet('${folder}/**/*.parquet')`)).toEqual([[1]])
})

test.each(['a b', `it's "so" \\ / * ? : | <>`, 'é', '日本', '..', '.', '../up', 'a%20b', '-rf', 'con.'])(
  'a table called %j stays in its folder',
  async (table) => {
    const { destination, sql } = await openLoaded(table)
    const folder = `${makeFolder()}/exports`
    mkdirSync(folder)
    writeFileSync(`${folder}/mine.txt`, 'mine')
    for (const partitionBy of [{}, { [table]: 'country' }]) {
      const [exported] = await destination.exportParquet(folder, { tables: [table], partitionBy })
      expect(exported).toMatchObject({ table, rows: 3 })
      const path = exported?.path ?? ''
      expect(path.slice(0, path.lastIndexOf('/'))).toBe(folder)
      const files = path.endsWith('.parquet') ? path : `${path}/**/*.parquet`
      expect(await sql(`SELECT count(*) FROM read_parquet('${files}')`)).toEqual([['3']])
    }
    expect(existsSync(`${folder}/mine.txt`)).toBe(true)
    expect(readdirSync(folder)).toHaveLength(2)
  },
)

test('folders with letters of all kinds', async () => {
  const { destination, sql } = await openLoaded()
  const folder = `${makeFolder()}/日本é`
  await destination.exportParquet(folder, { partitionBy: { users: 'country' } })
  expect(await sql(`SELECT count(*) FROM read_parquet('${folder}/users/**/*.parquet')`)).toEqual([['3']])
})

test('wrong names are all listed, and nothing is written', async () => {
  const { destination } = await openLoaded()
  const folder = `${makeFolder()}/exports`
  const options = { tables: ['users', 'people'], partitionBy: { orders: 'id', users: ['country', 'city'] } }
  const error = await caught(() => destination.exportParquet(folder, options))
  expect(InvalidOptionsError.isInstance(error) && error.problems).toEqual([
    { path: 'tables[1]', message: 'there is no table people; there are: users, users_history, users_tags' },
    { path: 'partitionBy.orders', message: 'there is no table orders; there are: users, users_history, users_tags' },
    {
      path: 'partitionBy.users',
      message: expect.stringMatching(/^table users has no column city; it has: id, .*country/),
    },
  ])
  expect(existsSync(folder)).toBe(false)
})

test('a folder that cannot be made is named', async () => {
  const { destination } = await openLoaded()
  const path = `${makeFolder()}/file`
  writeFileSync(path, 'mine')
  const error = await caught(() => destination.exportParquet(path))
  expect(error).toMatchObject({ code: 'duckdb_no_folder' })
  expect(error.message).toContain(path)
})
