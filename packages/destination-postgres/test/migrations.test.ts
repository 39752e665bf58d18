import { expect, onTestFinished, test } from 'vitest'
import { hasSystemTables, migrate } from '../src/state/migrate.ts'
import { openState } from './support/open-state.ts'

const tables = `select relname, relpersistence from pg_class
  where relnamespace = '_millrace'::regnamespace and relkind in ('r', 'S') order by relname collate "C"`

test('everything is made once, and noted', async () => {
  const bed = await openState()
  expect(await bed.transact(hasSystemTables)).toBe(false)
  await bed.transact(migrate)
  const made = await bed.sql(tables)
  expect(made.map(([name]) => name)).toEqual(
    expect.arrayContaining(['commit_sequence', 'heartbeats', 'leases', 'migrations', 'runs', 'server_life', 'streams']),
  )
  expect(made.filter(([, persistence]) => persistence === 'u')).toEqual([['server_life', 'u']])
  const noted = await bed.sql('select number, name, at from _millrace.migrations')
  expect(noted).toMatchObject([[1, 'first tables', expect.anything()]])
  expect(await bed.transact(hasSystemTables)).toBe(true)
  await bed.transact(migrate)
  expect(await bed.sql('select number, name, at from _millrace.migrations')).toEqual(noted)
})

test('twenty that begin at once make it once', async () => {
  const bed = await openState()
  await Promise.all(Array.from({ length: 20 }, () => bed.transact(migrate, { schema: 'crm' })))
  expect(await bed.sql('select number from _millrace.migrations')).toEqual([[1]])
})

test('two destinations in one database keep apart', async () => {
  const bed = await openState()
  await Promise.all([
    bed.transact(migrate, { schema: 'same', systemSchema: '_one' }),
    bed.transact(migrate, { schema: 'same', systemSchema: 'kept "by" us' }),
  ])
  const schemas = await bed.sql(`select relnamespace::regnamespace::text from pg_class where relname = 'leases'`)
  expect(schemas.map(([schema]) => schema)).toEqual(expect.arrayContaining(['"kept ""by"" us"', '_one']))
  expect(schemas).toHaveLength(2)
})

test('what a newer version wrote is refused', async () => {
  const bed = await openState()
  await bed.transact(migrate)
  await bed.sql(`insert into _millrace.migrations (number, name) values (99, 'from the future')`)
  const refusal = {
    code: 'postgres_newer_format',
    isRetryable: false,
    message:
      'schema _millrace was written by a newer version of @millrace/destination-postgres (format 99, this one knows 1): update the package',
  }
  await expect(bed.transact(migrate)).rejects.toMatchObject(refusal)
  await expect(bed.transact(hasSystemTables)).rejects.toMatchObject(refusal)
})

test('a role that may make no schemas works in those that were made for it, and needs no other right', async () => {
  const role = `millrace_test_role_${Date.now()}`
  const bed = await openState(async ({ sql, name, connectionString }) => {
    await sql(`create role ${role} login password 'x';
      revoke create on database ${name} from public; revoke create on schema public from public;
      create schema crm; create schema _millrace; grant usage, create on schema crm, _millrace to ${role}`)
    const url = new URL(connectionString)
    url.username = role
    url.password = 'x'
    return url.href
  })
  onTestFinished(async () => {
    await bed.sql(`drop owned by ${role}; drop role ${role}`)
  })
  await bed.transact(migrate, { schema: 'crm' })
  expect(await bed.sql('select tableowner from pg_tables where tablename = $1', ['leases'])).toEqual([[role]])
  await expect(bed.transact(migrate, { schema: 'other' })).rejects.toMatchObject({
    code: 'postgres_no_privilege',
    message: expect.stringMatching(/create both schemas for it, or to GRANT CREATE/),
  })
})

test('texts are told apart, and put in order, by their bytes', async () => {
  const bed = await openState()
  await bed.transact(migrate)
  const columns = await bed.sql(`select table_name || '.' || column_name from information_schema.columns
    where table_schema = '_millrace' and data_type = 'text' and collation_name is distinct from 'C' order by 1`)
  // Sentences for people.
  expect(columns).toEqual([['rejects.message'], ['runs.error']])
})
