/** References from child tables to their root. */

import { expect, test } from 'vitest'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const ann = { id: 1, name: 'Ann', tags: ['x'] }
const bob = { id: 2, name: 'Bob', tags: ['y', 'z'] }

const references = `select conname, confrelid::regclass::text, condeferrable, condeferred from pg_constraint
  where contype = 'f' order by 1`

test('child tables refer to their root where that is asked for, whatever changes', async () => {
  const { destination, sql } = await openDatabase({ foreignKeys: true })
  await load(destination, [ann, bob])
  expect(await sql(references)).toEqual([['users__tags_users_fkey', 'users', true, true]])
  await load(destination, [
    { ...ann, tags: ['x', 'w'] },
    { id: 3, name: 'Cy', tags: ['v'] },
  ])
  expect(await sql('select user_id, value from users__tags order by value')).toEqual([
    [3, 'v'],
    [1, 'w'],
    [1, 'x'],
  ])
  await load(destination, [ann], { users: { tables: { '': 'people' } } })
  expect(await sql(references)).toEqual([['users__tags_people_fkey', 'people', true, true]])
})

test('they stay through a large load into emptied tables, and a rebuild', async () => {
  const { destination, sql } = await openDatabase({ foreignKeys: true })
  const many = Array.from({ length: 3000 }, (_, id) => ({ id, code: `c${id}`, tags: ['a', 'b'] }))
  await load(destination, many)
  await sql('delete from users__tags; delete from users')
  await load(destination, many)
  expect(await sql(references)).toEqual([['users__tags_users_fkey', 'users', true, true]])
  await load(destination, many, { primaryKey: 'code', run: { rebuild: true } })
  expect(await sql(references)).toEqual([['users__tags_users_fkey', 'users', true, true]])
  expect(await sql('select count(*) from users__tags')).toEqual([[6000]])
})

test('a table that others refer to by it can be taken over', async () => {
  const { destination, sql } = await openDatabase({ foreignKeys: true })
  await load(destination, [ann, bob])
  await load(destination, [{ id: 9, name: 'Zoe' }], { run: { name: 'other', takeOver: true } })
  expect(await sql('select id from users')).toEqual([[9]])
})

test('without it there are none', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [ann])
  expect(await sql(references)).toEqual([])
})
