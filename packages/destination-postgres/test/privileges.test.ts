/** What a role must be allowed, and that it is enough. The list is the one of the guide. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkPipeline, arraySource } from '@millrace/core'
import { postgres } from '../src/index.ts'
import type { PostgresDestination } from '../src/index.ts'
import { caught } from './support/caught.ts'
import { findLeaks } from './support/find-leaks.ts'
import { load } from './support/load.ts'
import { closeToAll, openRole } from './support/open-role.ts'
import type { TestRole } from './support/open-role.ts'
import { createDatabase } from './support/test-database.ts'
import type { TestDatabase } from './support/test-database.ts'

const guide = readFileSync(new URL('../../../docs/guides/postgres.md', import.meta.url), 'utf8')
const [block = ''] = guide.match(/(?<=```sql\n)CREATE ROLE[^`]+/) ?? []

/** The statements of the guide but the first, which makes the role. */
function grantsFor(role: TestRole, database: TestDatabase): readonly string[] {
  return block
    .split(';')
    .slice(1)
    .map((statement) => statement.trim().replaceAll('loader', role.name).replaceAll('warehouse', database.name))
    .filter((statement) => statement !== '')
}

async function openClosed(): Promise<{ readonly database: TestDatabase; readonly role: TestRole }> {
  const database = await createDatabase()
  const role = await openRole(database, 'secret')
  await closeToAll(database)
  return { database, role }
}

/** Everything that a run can do: new tables and columns, widening, renaming, deltas, deletions, a rebuild. */
async function loadAll(destination: PostgresDestination): Promise<void> {
  const deltas = { '': 'users_history', tags: 'tags_history' }
  await load(destination, [{ id: 1, amount: 1, tags: ['a'] }, { id: 2 }], { users: { deltas } })
  await load(destination, [{ id: 1, amount: 1.5, tags: ['b', 'c'], name: 'x' }, { id: 3 }], { users: { deltas } })
  await load(destination, [{ id: 1 }], {
    users: { deltas, tables: { '': 'people' }, maxDeleted: { share: 1, count: 100 } },
  })
  const people = { deltas: { '': 'users_history' }, tables: { '': 'people' }, maxDeleted: { share: 1, count: 100 } }
  await load(destination, [{ name: 'one' }], { users: people, primaryKey: 'name', run: { rebuild: true } })
  await destination.describe()
  await destination.query('select * from people')
}

test('the rights of the guide are enough for everything', async () => {
  const { database, role } = await openClosed()
  for (const grant of grantsFor(role, database)) await database.sql(grant)
  const destination = postgres({ connectionString: role.connectionString, schema: 'crm' })
  const source = arraySource({ users: { primaryKey: 'id', records: [] } })
  expect((await checkPipeline({ source, destination })).destination).toBeUndefined()
  await loadAll(destination)
  await destination.close()
  expect(await findLeaks(database)).toEqual([])
  const owners = await database.sql(
    `select distinct pg_get_userbyid(relowner) from pg_class where relnamespace in ('crm'::regnamespace, '_millrace'::regnamespace)`,
  )
  expect(owners).toEqual([[role.name]])
})

test('the guide gives four rights', () => {
  expect(block.match(/GRANT/g)).toHaveLength(2)
  expect(block.match(/CREATE SCHEMA/g)).toHaveLength(2)
})

test.for([
  ['CONNECT', 'on database'],
  ['TEMPORARY', 'on database'],
  ['USAGE', 'on schema crm'],
  ['CREATE', 'on schema crm'],
  ['USAGE', 'on schema _millrace'],
  ['CREATE', 'on schema _millrace'],
] as const)('without %s %s nothing is loaded, and the error says what to grant', async ([right, where]) => {
  const { database, role } = await openClosed()
  for (const grant of grantsFor(role, database)) await database.sql(grant)
  const object = where === 'on database' ? `on database ${database.name}` : where
  await database.sql(`revoke ${right} ${object} from ${role.name}`)
  const destination = postgres({ connectionString: role.connectionString, schema: 'crm' })
  const error = await caught(() => loadAll(destination))
  await destination.close()
  expect(error).toMatchObject({ code: 'postgres_no_privilege', isRetryable: false })
  expect(error.message).toMatch(/grant/i)
  if (where !== 'on database') expect(error.message).toContain(where.split(' ')[2])
})

test('the check tells beforehand what a run would miss', async () => {
  const { database, role } = await openClosed()
  await database.sql(`grant connect, temporary on database ${database.name} to ${role.name}`)
  const destination = postgres({ connectionString: role.connectionString, schema: 'crm' })
  const source = arraySource({ users: { primaryKey: 'id', records: [] } })
  const { destination: problem } = await checkPipeline({ source, destination })
  await destination.close()
  expect(problem).toMatchObject({ code: 'postgres_no_privilege' })
  expect(String(problem)).toContain('CREATE SCHEMA "crm"')
})

test('a role that may make schemas makes both', async () => {
  const { database, role } = await openClosed()
  await database.sql(`grant connect, temporary, create on database ${database.name} to ${role.name}`)
  const destination = postgres({ connectionString: role.connectionString, schema: 'crm' })
  await loadAll(destination)
  await destination.close()
  expect(await findLeaks(database)).toEqual([])
})

test('tables of another role are named, and what has to be done', async () => {
  const { database, role } = await openClosed()
  for (const grant of grantsFor(role, database)) await database.sql(grant)
  await using first = postgres({ connectionString: role.connectionString, schema: 'crm' })
  await load(first, [{ id: 1 }])
  const other = await openRole(database, 'secret')
  for (const grant of grantsFor(other, database).filter((each) => each.startsWith('GRANT'))) await database.sql(grant)
  await using second = postgres({ connectionString: other.connectionString, schema: 'crm' })
  const error = await caught(() => load(second, [{ id: 1 }, { id: 2, name: 'x' }]))
  expect(error.code).toBe('postgres_no_privilege')
  expect(error.message).toMatch(/GRANT SELECT, INSERT, UPDATE, DELETE|owner/)
})
