/** Names that somebody else has in the schema, and tables of ours that somebody dropped. */

import { expect, test } from 'vitest'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const ann = { id: 1, name: 'Ann' }
const bob = { id: 2, name: 'Bob' }

const tables: readonly (readonly [kind: string, statement: string])[] = [
  ['table', 'create table users (mine integer)'],
  ['table', 'create table users (mine integer) partition by list (mine)'],
  ['view', 'create view users as select 1 as mine'],
  ['materialized view', 'create materialized view users as select 1 as mine'],
]

for (const [kind, statement] of tables) {
  test(`theirs is never taken unless it is asked for: ${statement}`, async () => {
    const { destination, sql } = await openDatabase()
    await sql(statement)
    const error = await caught(() => load(destination, [ann]))
    expect(error).toMatchObject({ code: 'table_owned' })
    expect(error.message).toContain(`${kind} users exists and belongs to no stream`)
    expect(error.message).toContain('takeOver')
    await sql('select mine from users')
    await load(destination, [ann], { run: { takeOver: true } })
    expect(await sql('select id from users')).toEqual([[1]])
  })
}

const others: readonly (readonly [kind: string, statement: string])[] = [
  ['sequence', 'create sequence users'],
  ['type', 'create type users as (mine integer)'],
  ['type', `create type users as enum ('mine')`],
  ['domain', 'create domain users as text'],
  ['index', 'create table mine (mine integer); create index users on mine (mine)'],
]

for (const [kind, statement] of others) {
  test(`what is no table cannot be taken over: ${statement}`, async () => {
    const { destination, sql } = await openDatabase()
    await sql(statement)
    const error = await caught(() => load(destination, [ann], { run: { takeOver: true } }))
    expect(error).toMatchObject({ code: 'table_owned' })
    expect(error.message).toContain(`${kind} users exists, and a table cannot have the same name`)
  })
}

test('a table that others have built on is not taken over, and they are named', async () => {
  const { destination, sql } = await openDatabase()
  await sql('create table users (mine integer); create view sums as select sum(mine) from users')
  const error = await caught(() => load(destination, [ann], { run: { takeOver: true } }))
  expect(error).toMatchObject({ code: 'postgres_has_dependents' })
  expect(error.message).toContain('table users cannot be dropped: view public.sums depends on it')
})

test('an index that somebody else calls like our key is no obstacle', async () => {
  const { destination, sql } = await openDatabase()
  await sql('create table mine (mine integer); create index users_pkey on mine (mine)')
  await load(destination, [ann])
  await load(destination, [ann], { users: { tables: { '': 'people' } } })
  expect(await sql('select id from people')).toEqual([[1]])
})

test('a stream whose tables they dropped begins at the beginning', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [ann])
  await sql('drop table users')
  await load(destination, [ann, bob])
  expect(await sql('select id from users order by id')).toEqual([[1], [2]])
})

test('where they dropped only some tables of a stream the others are named, and taken over when asked', async () => {
  const { destination, sql } = await openDatabase()
  const records = [{ ...ann, tags: ['x', 'y'] }]
  await load(destination, records)
  await sql('drop table users__tags')
  const error = await caught(() => load(destination, records))
  expect(error).toMatchObject({ code: 'table_owned' })
  expect(error.message).toContain('table users exists and belongs to no stream')
  await load(destination, records, { run: { takeOver: true } })
  expect(await sql('select value from users__tags order by value')).toEqual([['x'], ['y']])
})

test('a history that they dropped begins anew', async () => {
  const { destination, sql } = await openDatabase()
  const users = { deltas: { '': 'users_history' } }
  await load(destination, [ann], { users })
  await sql('drop table users_history')
  await load(destination, [ann, bob], { users })
  expect(await sql('select _mr_op, id from users_history order by _mr_seq, id')).toEqual([
    ['insert', 1],
    ['insert', 2],
  ])
  const [described] = await destination.describe()
  expect(described?.rowCounts).toEqual({ '': 2 })
})

test('a table that they dropped does not keep others from being described', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [ann])
  await load(destination, [ann], { users: { tables: { '': 'people' } }, run: { name: 'other' } })
  await sql('drop table users')
  expect(await destination.describe()).toContainEqual(expect.objectContaining({ pipeline: 'other' }))
})
