/** What users make on our tables survives loads, full refreshes and changes of the tables. */

import { expect, test } from 'vitest'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'
import type { TestDatabase } from './support/open-database.ts'

const ann = { id: 1, amount: 1, name: 'Ann' }
const bob = { id: 2, amount: 2, name: 'Bob' }

async function openLoaded(): Promise<TestDatabase> {
  const database = await openDatabase()
  await load(database.destination, [ann, bob])
  return database
}

/** The columns of `users`, those of ours left out that stand in every table. */
const columns = `SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = 'users'
  AND NOT starts_with(column_name, '_mr_') ORDER BY column_index`

test('views go on, those of all columns too, while rows, columns and types change', async () => {
  const { destination, sql } = await openLoaded()
  await sql('CREATE VIEW everything AS SELECT * FROM users')
  await sql('CREATE VIEW doubled AS SELECT id, amount * 2 AS amount FROM users')
  await load(destination, [{ ...ann, amount: 1.5, city: 'Bern' }, bob])
  expect(await sql(columns)).toEqual([
    ['id', 'BIGINT'],
    ['amount', 'DOUBLE'],
    ['name', 'VARCHAR'],
    ['city', 'VARCHAR'],
  ])
  expect(await sql('SELECT id::INT, amount, city FROM everything ORDER BY id')).toEqual([
    [1, 1.5, 'Bern'],
    [2, 2, null],
  ])
  expect(await sql('SELECT id::INT, amount FROM doubled ORDER BY id')).toEqual([
    [1, 3],
    [2, 4],
  ])
})

test('columns of their own keep their values, and give new rows their default', async () => {
  const { destination, sql } = await openLoaded()
  await sql(`ALTER TABLE users ADD COLUMN note VARCHAR DEFAULT 'none'`)
  await sql(`UPDATE users SET note = 'call back' WHERE id = 1`)
  await load(destination, [{ ...ann, amount: 1.5 }, bob, { id: 3, amount: 3, name: 'Cy' }])
  expect(await sql('SELECT id::INT, amount, note FROM users ORDER BY id')).toEqual([
    [1, 1.5, 'call back'],
    [2, 2, 'none'],
    [3, 3, 'none'],
  ])
})

test('what they write into columns of their own is no change of ours', async () => {
  const { destination, sql } = await openLoaded()
  await sql('ALTER TABLE users ADD COLUMN note VARCHAR')
  await sql(`UPDATE users SET note = 'x'`)
  const { streams } = await load(destination, [ann, bob])
  expect(streams.users).toMatchObject({ unchanged: 2, updated: 0 })
})

test('comments stay', async () => {
  const { destination, sql } = await openLoaded()
  await sql(`COMMENT ON TABLE users IS 'people who buy'`)
  await sql(`COMMENT ON COLUMN users.amount IS 'in francs'`)
  await load(destination, [{ ...ann, amount: 1.5 }, bob], { users: { tables: { '': 'people' } } })
  expect(await sql(`SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main'`)).toEqual([
    ['people', 'people who buy'],
  ])
  const comment = `SELECT comment FROM duckdb_columns() WHERE table_name = 'people' AND column_name = 'amount'`
  expect(await sql(comment)).toEqual([['in francs']])
})

test('indexes stay, while rows change and columns are added', async () => {
  const { destination, sql } = await openLoaded()
  await sql('CREATE UNIQUE INDEX by_id ON users (id)')
  await sql('CREATE INDEX by_name ON users (name)')
  await load(destination, [
    { ...ann, name: 'Anna', city: 'Bern' },
    { id: 3, amount: 3, name: 'Cy' },
  ])
  expect(await sql(`SELECT index_name FROM duckdb_indexes() ORDER BY ALL`)).toEqual([['by_id'], ['by_name']])
  expect(await sql(`SELECT id::INT FROM users WHERE name = 'Anna'`)).toEqual([[1]])
  expect(await sql(`SELECT id::INT FROM users ORDER BY id`)).toEqual([[1], [3]])
})

test('where an index forbids another type, a second column takes the values, and a warning names the index', async () => {
  const { destination, sql } = await openLoaded()
  await sql('CREATE INDEX by_name ON users (name)')
  const { warnings } = await load(destination, [{ ...ann, amount: 1.5 }, bob])
  expect(warnings.map(({ code }) => code)).toEqual(['widening_refused', 'variant_column'])
  expect(warnings[0]?.message).toContain('indexes (by_name)')
  expect(await sql('SELECT id::INT, amount::INT, amount__float FROM users ORDER BY id')).toEqual([
    [1, null, 1.5],
    [2, 2, null],
  ])
})

test('an index in the way of a new table name is named, with both names', async () => {
  const { destination, sql } = await openLoaded()
  await sql('CREATE INDEX by_name ON users (name)')
  const users = { tables: { '': 'people' } }
  const error = await caught(() => load(destination, [ann, bob], { users }))
  expect(error).toMatchObject({
    code: 'duckdb_table_has_indexes',
    message:
      'table users cannot be renamed to people: DuckDB does not rename tables with indexes. Drop by_name first, and create them again later',
  })
  await sql('DROP INDEX by_name')
  await load(destination, [ann, bob], { users })
  expect(await sql('SELECT count(*) FROM people')).toEqual([['2']])
})

test('a column of their own that the source has now, too, is named with a remedy', async () => {
  const { destination, sql } = await openLoaded()
  await sql('ALTER TABLE users ADD COLUMN City VARCHAR')
  const records = [{ ...ann, city: 'Bern' }, bob]
  const error = await caught(() => load(destination, records))
  expect(error.code).toBe('duckdb_column_exists')
  expect(error.message).toContain('"users" needs a column city and has one of yours with that name')
  await sql('ALTER TABLE users RENAME COLUMN City TO my_city')
  await load(destination, records)
  expect(await sql('SELECT id::INT, city FROM users ORDER BY id')).toEqual([
    [1, 'Bern'],
    [2, null],
  ])
})

test('tables and views of theirs are never taken', async () => {
  const { destination, sql } = await openDatabase()
  await sql('CREATE TABLE users (mine INTEGER)')
  expect(await caught(() => load(destination, [ann]))).toMatchObject({ code: 'table_owned' })
  await sql('DROP TABLE users')
  await sql('CREATE VIEW users AS SELECT 1 AS mine')
  expect(await caught(() => load(destination, [ann]))).toMatchObject({ code: 'table_owned' })
  expect(await sql('FROM users')).toEqual([[1]])
})

test('a load that their unique index refused goes through once the source is mended', async () => {
  const { destination, sql } = await openLoaded()
  await sql('CREATE UNIQUE INDEX by_name ON users (name)')
  await caught(() => load(destination, [ann, bob, { ...bob, id: 3 }]))
  await expect(load(destination, [ann, bob])).resolves.toMatchObject({ status: 'succeeded' })
})

test('a stream whose tables they dropped begins at the beginning', async () => {
  const { destination, sql } = await openLoaded()
  await sql('DROP TABLE users')
  await sql('DROP TABLE IF EXISTS users__tags')
  await load(destination, [ann, bob])
  expect(await sql('SELECT id::INT FROM users ORDER BY id')).toEqual([[1], [2]])
})

test('where they dropped only some tables of a stream the others are named, and taken over when asked', async () => {
  const { destination, sql } = await openDatabase()
  const records = [{ ...ann, tags: ['x', 'y'] }]
  await load(destination, records)
  await sql('DROP TABLE users__tags')
  const error = await caught(() => load(destination, records))
  expect(error).toMatchObject({ code: 'table_owned' })
  expect(error.message).toContain('table users exists and belongs to no stream')
  await load(destination, records, { run: { takeOver: true } })
  expect(await sql('SELECT value FROM users__tags ORDER BY value')).toEqual([['x'], ['y']])
})

test('a history that they dropped begins anew', async () => {
  const { destination, sql } = await openDatabase()
  const users = { deltas: { '': 'users_history' } }
  await load(destination, [ann], { users })
  await sql('DROP TABLE users_history')
  await load(destination, [ann, bob], { users })
  expect(await sql('SELECT _mr_op, id::INT FROM users_history ORDER BY _mr_seq, id')).toEqual([
    ['insert', 1],
    ['insert', 2],
  ])
})

test('a table that they dropped does not keep others from being described', async () => {
  const { destination, sql } = await openLoaded()
  await load(destination, [ann], { users: { tables: { '': 'people' } }, run: { name: 'other' } })
  await sql('DROP TABLE users')
  expect(await destination.describe()).toContainEqual(expect.objectContaining({ pipeline: 'other' }))
})
