/** What a rebuild keeps of what users made on the tables. */

import { streamPlan, TestBed, testStream } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { readerOf } from './postgres-under-test.ts'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const records = [
  { id: 1, code: 'a', userName: 'Ann', amount: 1, tags: ['x'] },
  { id: 2, code: 'b', userName: 'Bob', amount: 2, tags: ['y', 'z'] },
]

/** A table with a column, a view, an index and a grant of a user. */
async function openLoaded(): Promise<Awaited<ReturnType<typeof openDatabase>>> {
  const database = await openDatabase()
  const { destination, sql } = database
  await load(destination, records, { users: { deltas: { '': 'users_history' } } })
  await sql(`alter table users add column note text default 'none'`)
  await sql(`update users set note = 'call back' where id = 1`)
  await sql('create view notes as select id, code, note from users')
  await sql('create index by_note on users (note)')
  await sql('grant select on users to public')
  return database
}

/** What stands of the user's on the table. */
const users = `select indexname from pg_indexes where indexname = 'by_note'
  union all select 'grant' where has_table_privilege('public', 'users', 'select') order by 1`

test('another naming has to be asked for; rows, own columns, views, indexes and grants stay', async () => {
  const { destination, sql } = await openLoaded()
  const options = { naming: 'snake', deltas: { '': 'users_history' } } as const
  const refused = await caught(() => load(destination, records, { users: options }))
  expect(refused).toMatchObject({ code: 'definition_changed' })
  const { streams } = await load(destination, records, { users: options, run: { rebuild: true } })
  expect(streams.users).toMatchObject({ inserted: 0, deleted: 0 })
  expect(await sql('select user_name from users order by id')).toEqual([['Ann'], ['Bob']])
  expect(await sql('select id, code, note from notes order by id')).toEqual([
    [1, 'a', 'call back'],
    [2, 'b', 'none'],
  ])
  expect(await sql(users)).toEqual([['by_note'], ['grant']])
})

test('another primary key makes all rows anew: own columns and views stay, their values do not', async () => {
  const { destination, sql } = await openLoaded()
  const options = { users: { deltas: { '': 'users_history' } }, primaryKey: 'code', run: { rebuild: true } } as const
  const { streams } = await load(destination, records, options)
  expect(streams.users).toMatchObject({ inserted: 2 })
  expect(await sql('select code, id, note from notes order by code')).toEqual([
    ['a', 1, 'none'],
    ['b', 2, 'none'],
  ])
  expect(await sql('select _mr_op, count(*) from users_history group by 1 order by 1')).toEqual([
    ['delete', 2],
    ['insert', 4],
  ])
  const keys = `select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
    where contype = 'p' and connamespace = 'public'::regnamespace order by 1`
  expect(await sql(keys)).toEqual([
    ['users', 'PRIMARY KEY (code)'],
    ['users__tags', 'PRIMARY KEY (user_code, _index)'],
  ])
  expect(await sql('select user_code, value from users__tags order by value')).toEqual([
    ['a', 'x'],
    ['b', 'y'],
    ['b', 'z'],
  ])
  expect(
    await sql(`select attnotnull from pg_attribute where attrelid = 'users'::regclass and attname = 'id'`),
  ).toEqual([[false]])
  const [described] = await destination.describe()
  expect(described?.rowCounts).toEqual({ '': 2, tags: 3 })
})

test('a declared type: rows and own columns stay', async () => {
  const { destination, sql } = await openLoaded()
  await load(destination, records, { users: { columns: { amount: 'float' } }, run: { rebuild: true } })
  expect(await sql('select id, pg_typeof(amount)::text, amount, note from users order by id')).toEqual([
    [1, 'double precision', 1, 'call back'],
    [2, 'double precision', 2, 'none'],
  ])
})

test('a type into which nothing can be turned: the values come from the source', async () => {
  const { destination, sql } = await openLoaded()
  const spelled = records.map((record) => ({ ...record, amount: record.amount === 1 ? 'one' : 'two' }))
  await load(destination, spelled, { users: { columns: { amount: 'text' } }, run: { rebuild: true } })
  expect(await sql('select id, amount, note from users order by id')).toEqual([
    [1, 'one', 'call back'],
    [2, 'two', 'none'],
  ])
})

test('a view in the way is an error with the remedy, and readers keep what they have', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create view everything as select * from users')
  const options = { users: { naming: 'snake' }, run: { rebuild: true } } as const
  const error = await caught(() => load(destination, records, options))
  expect(error).toMatchObject({ code: 'postgres_has_dependents', isRetryable: false })
  expect(error.message).toContain('table users cannot get its new shape: view public.everything depends on the old one')
  expect(await sql('select id, username, note from everything order by id')).toEqual([
    [1, 'Ann', 'call back'],
    [2, 'Bob', 'none'],
  ])
  await sql('drop view everything')
  await load(destination, records, options)
  expect(await sql('select user_name from users order by id')).toEqual([['Ann'], ['Bob']])
})

test('an index on a column that goes is not dropped in silence', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create index by_user_name on users (lower(username))')
  await sql(`alter table users add constraint has_name check (username <> '')`)
  const error = await caught(() => load(destination, records, { users: { naming: 'snake' }, run: { rebuild: true } }))
  expect(error).toMatchObject({ code: 'postgres_has_dependents' })
  expect(error.message).toContain(
    'constraint has_name on table public.users, index public.by_user_name depend on the old one',
  )
  expect(await sql(`select 1 from pg_indexes where indexname = 'by_user_name'`)).toHaveLength(1)
})

test('a reference of theirs to the key is in the way of another key', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create table orders (user_id bigint references users (id))')
  const error = await caught(() => load(destination, records, { primaryKey: 'code', run: { rebuild: true } }))
  expect(error).toMatchObject({ code: 'postgres_has_dependents', isRetryable: false })
  expect(error.message).toContain('constraint orders_user_id_fkey on table public.orders')
})

test('a rebuild that fails half-way leaves the tables as they were', async () => {
  const { destination, sql } = await openLoaded()
  const transform = { version: '1', apply: () => Promise.reject(new Error('no')) }
  const options = { naming: 'snake', transform, rejectLimit: 0 } as const
  await caught(() => load(destination, records, { users: options, run: { rebuild: true } }))
  expect(await sql('select id, username, note from users order by id')).toEqual([
    [1, 'Ann', 'call back'],
    [2, 'Bob', 'none'],
  ])
})

test('another key forgets what was seen of partitions that the rebuild does not read', async () => {
  const { destination, ...database } = await openDatabase()
  const bed = new TestBed({ destination, reader: readerOf(database), close: () => undefined })
  const before = testStream('people', { key: { id: 'integer' }, columns: { name: 'text' }, hasPartitions: true })
  const after = testStream('people', { key: { code: 'text' }, columns: { name: 'text' }, hasPartitions: true })
  {
    await using run = await bed.open()
    await run.create(before)
    const gone = await run.begin(before, 'gone')
    await gone.stage({ id: 1, name: 'a' })
    await gone.publish({ keepsSeen: true, hasEnded: true, savepoint: 'x' })
    const generation = await run.beginGeneration(after, { isRebuild: true, partitions: ['new'] })
    await run.change(after, { isRebuild: true, expectedVersion: generation.rebuild?.version ?? 0 })
    const read = await run.begin(after, 'new', generation)
    await read.stage({ code: '1', name: 'a' })
    await read.stageDurably({ isDone: true })
    await run.publish([streamPlan(after, { generation: generation.id, comparesCursor: false })])
  }
  await using next = await bed.open()
  expect((await next.begin(after, 'gone')).attempt).toMatchObject({ isContinued: false })
  expect(await database.sql('select code from people')).toEqual([['1']])
})
