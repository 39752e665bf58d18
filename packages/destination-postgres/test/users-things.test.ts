/** What users make on our tables survives loads, full refreshes and changes of the tables. */

import { expect, test } from 'vitest'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const ann = { id: 1, amount: 1, name: 'Ann' }
const bob = { id: 2, amount: 2, name: 'Bob' }

async function openLoaded(records: readonly object[] = [ann, bob]): Promise<Awaited<ReturnType<typeof openDatabase>>> {
  const database = await openDatabase()
  await load(database.destination, records)
  return database
}

/** The columns of `users`, those of ours left out that stand in every table. */
const columns = `select attname, format_type(atttypid, atttypmod) from pg_attribute
  where attrelid = 'users'::regclass and attnum > 0 and not attisdropped and not starts_with(attname::text, '_mr_')
  order by attnum`

test('views go on while rows and columns change, those of all columns too', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create view everything as select * from users')
  await sql('create view doubled as select id, amount * 2 as amount from users')
  await sql('create materialized view names as select name from users')
  await load(destination, [{ ...ann, amount: 3, city: 'Bern' }, bob, { id: 3, amount: 5, name: 'Cy' }])
  expect(await sql(columns)).toEqual([
    ['id', 'bigint'],
    ['amount', 'bigint'],
    ['name', 'text'],
    ['city', 'text'],
  ])
  expect(await sql('select id, amount from everything order by id')).toEqual([
    [1, 3],
    [2, 2],
    [3, 5],
  ])
  expect(await sql('select id, amount from doubled order by id')).toEqual([
    [1, 6],
    [2, 4],
    [3, 10],
  ])
  await sql('refresh materialized view names')
  expect(await sql('select * from names order by name')).toEqual([['Ann'], ['Bob'], ['Cy']])
})

test('indexes, column grants, defaults and a check of theirs survive another type', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create index by_amount on users (amount)')
  await sql('alter table users add constraint no_debts check (amount >= 0)')
  await sql('grant select (amount) on users to public')
  await load(destination, [{ ...ann, amount: 1.5 }, bob])
  expect(await sql('select id, amount from users order by id')).toEqual([
    [1, 1.5],
    [2, 2],
  ])
  expect(await sql(columns)).toContainEqual(['amount', 'double precision'])
  const left = await sql(
    `select indexname from pg_indexes where tablename = 'users' union all
      select conname from pg_constraint where conrelid = 'users'::regclass and contype = 'c' order by 1`,
  )
  expect(left).toEqual([['by_amount'], ['no_debts'], ['users_pkey']])
  expect(await sql(`select has_column_privilege('public', 'users', 'amount', 'select')`)).toEqual([[true]])
})

const obstacles: readonly (readonly [what: string, statement: string, named: string])[] = [
  ['a view', 'create view sums as select sum(amount) from users', 'view public.sums'],
  [
    'a materialized view',
    'create materialized view sums as select sum(amount) from users',
    'materialized view public.sums',
  ],
  ['a policy', 'create policy own_rows on users using (amount > 0)', 'policy own_rows on table public.users'],
  [
    'a generated column',
    'alter table users add column twice bigint generated always as (amount * 2) stored',
    'column twice of table public.users',
  ],
  [
    'a trigger',
    `create function look() returns trigger language plpgsql as 'begin return new; end';
      create trigger watch before update of amount on users for each row execute function look()`,
    'trigger watch on table public.users',
  ],
]

for (const [what, statement, named] of obstacles) {
  test(`where ${what} forbids another type, a second column takes the values, and a warning names it`, async () => {
    const { destination, sql } = await openLoaded()
    await sql(statement)
    const { warnings } = await load(destination, [{ ...ann, amount: 1.5 }, bob])
    expect(warnings.map(({ code }) => code)).toEqual(['widening_refused', 'variant_column'])
    expect(warnings[0]?.message).toContain(named)
    expect(await sql('select id, amount, amount__float from users order by id')).toEqual([
      [1, null, 1.5],
      [2, 2, null],
    ])
  })
}

test('where one of two columns cannot get another type, the other one does', async () => {
  const { destination, sql } = await openLoaded([{ ...ann, height: 170 }])
  await sql('create view sums as select sum(amount) from users')
  const { warnings } = await load(destination, [{ ...ann, amount: 1.5, height: 170.5 }])
  expect(warnings.filter(({ code }) => code === 'widening_refused')).toHaveLength(1)
  expect(await sql('select amount, amount__float, height from users')).toEqual([[null, 1.5, 170.5]])
})

test('columns of their own keep their values, and give new rows their default', async () => {
  const { destination, sql } = await openLoaded()
  await sql(`alter table users add column note text not null default 'none'`)
  await sql(`update users set note = 'call back' where id = 1`)
  await load(destination, [{ ...ann, amount: 1.5 }, bob, { id: 3, amount: 3, name: 'Cy' }])
  expect(await sql('select id, amount, note from users order by id')).toEqual([
    [1, 1.5, 'call back'],
    [2, 2, 'none'],
    [3, 3, 'none'],
  ])
})

test('what they write into columns of their own is no change of ours', async () => {
  const { destination, sql } = await openLoaded()
  await sql('alter table users add column note text')
  await sql(`update users set note = 'x'`)
  const { streams } = await load(destination, [ann, bob])
  expect(streams.users).toMatchObject({ unchanged: 2, updated: 0 })
})

test('a column of their own that must not be empty is named with a remedy', async () => {
  const { destination, sql } = await openLoaded()
  await sql(`alter table users add column note text not null default ''`)
  await sql('alter table users alter column note drop default')
  const error = await caught(() => load(destination, [ann, bob, { id: 3, amount: 3, name: 'Cy' }]))
  expect(error).toMatchObject({ code: 'postgres_constraint', isRetryable: false })
  expect(error.message).toContain('note')
  expect(error.message).not.toContain('Cy')
})

test('comments say where columns come from, and those of users stay', async () => {
  const { destination, sql } = await openLoaded()
  const comments = `select obj_description('users'::regclass), col_description('users'::regclass, a.attnum)
    from pg_attribute a where a.attrelid = 'users'::regclass and a.attname = 'amount'`
  expect(await sql(comments)).toEqual([['Stream users', 'amount']])
  await sql(`comment on table users is 'people who buy'`)
  await sql(`comment on column users.amount is 'in francs'`)
  await load(destination, [{ ...ann, amount: 1.5 }, bob], { users: { tables: { '': 'people' } } })
  expect(await sql(comments.replaceAll(`'users'`, `'people'`))).toEqual([['people who buy', 'in francs']])
})

test('indexes and references to our key stay while rows change, columns are added and the table is renamed', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create unique index by_name on users (name)')
  await sql('create table notes (user_id bigint references users (id))')
  await sql('insert into notes values (1)')
  const users = { tables: { '': 'people' } }
  await load(
    destination,
    [
      { ...ann, name: 'Anna', city: 'Bern' },
      { id: 3, amount: 3, name: 'Cy' },
    ],
    { users },
  )
  expect(await sql(`select indexname from pg_indexes where tablename = 'people' order by 1`)).toEqual([
    ['by_name'],
    ['people_pkey'],
  ])
  expect(await sql(`select confrelid::regclass::text from pg_constraint where conrelid = 'notes'::regclass`)).toEqual([
    ['people'],
  ])
  expect(await sql('select id, city from people order by id')).toEqual([
    [1, 'Bern'],
    [3, null],
  ])
})

test('privileges and triggers stay', async () => {
  const { destination, sql } = await openLoaded()
  await sql('grant select on users to public')
  await sql('create table audit (what text, id bigint)')
  await sql(
    `create function note_change() returns trigger language plpgsql as
      'begin insert into public.audit values (tg_op, coalesce(new.id, old.id)); return null; end'`,
  )
  await sql(
    'create trigger audited after insert or update or delete on users for each row execute function note_change()',
  )
  await load(destination, [
    { ...ann, amount: 1.5 },
    { id: 3, amount: 3, name: 'Cy' },
  ])
  expect(await sql('select what, id from audit order by id')).toEqual([
    ['UPDATE', 1],
    ['DELETE', 2],
    ['INSERT', 3],
  ])
  expect(await sql(`select has_table_privilege('public', 'users', 'select')`)).toEqual([[true]])
})

test('records of which they deleted only the main rows come back as they are', async () => {
  const { destination, sql } = await openLoaded([
    { ...ann, tags: ['x', 'y'] },
    { ...bob, tags: ['z'] },
  ])
  const left = `select id, (select string_agg(value, ',' order by value) from users__tags where user_id = id)
    from users order by id`
  await sql('delete from users where id = 1')
  const records = [
    { ...ann, tags: ['x', 'w'] },
    { ...bob, tags: ['z'] },
  ]
  await load(destination, records)
  expect(await sql(left)).toEqual([
    [1, 'w,x'],
    [2, 'z'],
  ])
  await sql('delete from users')
  await load(destination, records)
  expect(await sql(left)).toEqual([
    [1, 'w,x'],
    [2, 'z'],
  ])
})

test('a column of their own that the source has now, too, is named with a remedy', async () => {
  const { destination, sql } = await openLoaded()
  await sql('alter table users add column city text')
  const records = [{ ...ann, city: 'Bern' }, bob]
  const error = await caught(() => load(destination, records))
  expect(error.code).toBe('postgres_column_exists')
  expect(error.message).toContain('table users needs a column city and has one of yours with that name')
  await sql('alter table users rename column city to my_city')
  await load(destination, records)
  expect(await sql('select id, city from users order by id')).toEqual([
    [1, 'Bern'],
    [2, null],
  ])
})

test('a load that their unique index refused goes through once the source is mended', async () => {
  const { destination, sql } = await openLoaded()
  await sql('create unique index by_name on users (name)')
  await caught(() => load(destination, [ann, bob, { ...bob, id: 3 }]))
  await expect(load(destination, [ann, bob])).resolves.toMatchObject({ status: 'succeeded' })
})
