/** Many rows go into empty tables without a comparison, and leave what users made on the tables. */

import { Client } from 'pg'
import { expect, test } from 'vitest'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

/** So many that a key is taken away and made again while they are put into an empty table. */
const many = Array.from({ length: 5000 }, (_, id) => ({ id, name: `name ${id}`, tags: ['a', 'b'] }))

async function openLoaded(): Promise<Awaited<ReturnType<typeof openDatabase>>> {
  const database = await openDatabase()
  await load(database.destination, many)
  return database
}

test('a large load into tables that were emptied leaves everything in place', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create index by_name on users (name)')
  await sql(`alter table users add column note text default 'none'`)
  await sql('create view everything as select * from users')
  await sql('grant select on users to public')
  await sql('delete from users; delete from users__tags')
  const { streams } = await load(destination, many)
  expect(streams.users).toMatchObject({ inserted: 5000, updated: 0 })
  const standing = `select conname from pg_constraint where conrelid in ('users'::regclass, 'users__tags'::regclass)
    and contype <> 'n' union all select indexname from pg_indexes where indexname = 'by_name' order by 1`
  expect(await sql(standing)).toEqual([['by_name'], ['users__tags_pkey'], ['users_pkey']])
  expect(await sql(`select count(*) from everything where note = 'none'`)).toEqual([[5000]])
  expect(await sql(`select has_table_privilege('public', 'users', 'select')`)).toEqual([[true]])
})

test('a key on which they have built something is left in place by a large load', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create view grouped as select id, name, count(*) from users group by id')
  await sql('create table notes (tag_user bigint, tag_index bigint)')
  await sql('alter table notes add constraint noted foreign key (tag_user, tag_index) references users__tags')
  await sql(`comment on constraint users_pkey on users is 'ours'`)
  await sql('delete from users; delete from users__tags')
  const before = await sql(
    `select oid from pg_constraint where conname in ('users_pkey', 'users__tags_pkey') order by 1`,
  )
  await load(destination, many)
  const after = await sql(
    `select oid from pg_constraint where conname in ('users_pkey', 'users__tags_pkey') order by 1`,
  )
  expect(after).toEqual(before)
  expect(await sql('select count(*) from grouped')).toEqual([[5000]])
})

test('a large load into an empty table waits for nobody who reads it', async () => {
  const { destination, sql, connectionString } = await openLoaded()
  await sql('delete from users; delete from users__tags')
  const release = await holdLock(connectionString)
  await load(destination, many)
  await release()
  expect(await sql('select count(*) from users')).toEqual([[5000]])
})

/** Somebody reads the table in a transaction that stays open, on a connection of his own. */
async function holdLock(connectionString: string): Promise<() => Promise<void>> {
  const reader = new Client({ connectionString })
  await reader.connect()
  await reader.query('begin; lock table public.users in access share mode')
  return () => reader.end()
}

test('records of one key in a large first load compete as ever', async () => {
  const { destination, sql } = await openDatabase()
  const { streams } = await load(destination, [...many, { id: 7, name: 'last' }])
  expect(streams.users).toMatchObject({ inserted: 5000, superseded: 1 })
  expect(await sql('select name from users where id = 7')).toEqual([['last']])
  expect(await sql(`select conname from pg_constraint where conrelid = 'users'::regclass and contype = 'p'`)).toEqual([
    ['users_pkey'],
  ])
})

test('a deferred constraint of theirs is in the way of neither a large first load nor a rebuild', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create table groups (name text primary key)')
  await sql('insert into groups select name from users')
  await sql('alter table users add foreign key (name) references groups deferrable initially deferred')
  await sql('delete from users; delete from users__tags')
  await load(destination, many)
  const records = many.map((record) => ({ ...record, code: `c${record.id}` }))
  await load(destination, records, { primaryKey: 'code', run: { rebuild: true } })
  expect(await sql('select count(*), count(code) from users')).toEqual([[5000, 5000]])
})
