/** What a rebuild keeps of what users made on the tables. */

import { expect, test } from 'vitest'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'
import type { TestDatabase } from './support/open-database.ts'

const records = [
  { id: 1, code: 'a', userName: 'Ann', amount: 1 },
  { id: 2, code: 'b', userName: 'Bob', amount: 2 },
]

/** A table with a column and views of a user. */
async function openLoaded(): Promise<TestDatabase> {
  const database = await openDatabase()
  await load(database.destination, records, { users: { deltas: { '': 'users_history' } } })
  await database.sql(`ALTER TABLE users ADD COLUMN note VARCHAR DEFAULT 'none'`)
  await database.sql(`UPDATE users SET note = 'call back' WHERE id = 1`)
  await database.sql('CREATE VIEW everything AS SELECT * FROM users')
  return database
}

test('another naming has to be asked for; rows, own columns and views stay', async () => {
  const { destination, sql } = await openLoaded()
  const users = { naming: 'snake', deltas: { '': 'users_history' } } as const
  const refused = await caught(() => load(destination, records, { users }))
  expect(refused).toMatchObject({ code: 'definition_changed' })
  const { streams } = await load(destination, records, { users, run: { rebuild: true } })
  expect(streams.users).toMatchObject({ inserted: 0, deleted: 0 })
  expect(await sql('SELECT id::INT, user_name, note FROM everything ORDER BY id')).toEqual([
    [1, 'Ann', 'call back'],
    [2, 'Bob', 'none'],
  ])
})

test('another primary key makes all rows anew: own columns and views stay, their values do not', async () => {
  const { destination, sql } = await openLoaded()
  const users = { deltas: { '': 'users_history' } }
  const { streams } = await load(destination, records, { users, primaryKey: 'code', run: { rebuild: true } })
  expect(streams.users).toMatchObject({ inserted: 2 })
  expect(await sql('SELECT code, id::INT, note FROM everything ORDER BY code')).toEqual([
    ['a', 1, 'none'],
    ['b', 2, 'none'],
  ])
  expect(await sql('SELECT _mr_op, count(*)::INT FROM users_history GROUP BY ALL ORDER BY ALL')).toEqual([
    ['delete', 2],
    ['insert', 4],
  ])
})

test('a declared type: rows and own columns stay', async () => {
  const { destination, sql } = await openLoaded()
  await load(destination, records, { users: { columns: { amount: 'float' } }, run: { rebuild: true } })
  expect(await sql('SELECT id::INT, typeof(amount), amount, note FROM everything ORDER BY id')).toEqual([
    [1, 'DOUBLE', 1, 'call back'],
    [2, 'DOUBLE', 2, 'none'],
  ])
})

test('an index in the way is an error with the remedy, and readers keep what they have', async () => {
  const { destination, sql } = await openLoaded()
  await sql('CREATE INDEX by_id ON users (id)')
  const options = { users: { columns: { amount: 'float' } }, run: { rebuild: true } } as const
  const error = await caught(() => load(destination, records, options))
  expect(error).toMatchObject({ code: 'duckdb_table_has_indexes', isRetryable: false })
  expect(error.message).not.toContain('Dependency Error')
  expect(await sql('SELECT id::INT, amount::INT, note FROM everything ORDER BY id')).toEqual([
    [1, 1, 'call back'],
    [2, 2, 'none'],
  ])
  await sql('DROP INDEX by_id')
  await load(destination, records, options)
  expect(await sql('SELECT typeof(amount) FROM users')).toEqual([['DOUBLE'], ['DOUBLE']])
})

test('a rebuild that fails half-way leaves the tables as they were', async () => {
  const { destination, sql } = await openLoaded()
  const transform = { version: '1', apply: () => Promise.reject(new Error('no')) }
  const users = { naming: 'snake', transform, rejectLimit: 0 } as const
  await caught(() => load(destination, records, { users, run: { rebuild: true } }))
  expect(await sql('SELECT id::INT, username, note FROM everything ORDER BY id')).toEqual([
    [1, 'Ann', 'call back'],
    [2, 'Bob', 'none'],
  ])
})
