import { arraySource, checkPipeline } from '@millrace/core'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import type { PostgresOptions } from '../src/index.ts'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'
import { sharedServer } from './support/server/shared-server.ts'

const source = arraySource({ users: { primaryKey: 'id', records: [{ id: 1 }] } })

async function problemOf(options: PostgresOptions): Promise<Error | undefined> {
  await using destination = postgres(options)
  return (await checkPipeline({ source, destination })).destination
}

test('a database in which a run may do everything has no problem, and nothing is left in it', async () => {
  const { connectionString, sql } = await openDatabase()
  expect(await problemOf({ connectionString, schema: 'crm' })).toBeUndefined()
  expect(await sql(`select nspname from pg_namespace where nspname in ('crm', '_millrace')`)).toEqual([])
})

test.each([
  ['a database that is not there', (url: URL) => (url.pathname = '/no_such_database'), 'postgres_no_database'],
  ['a port without a server', (url: URL) => (url.port = '1'), 'postgres_unreachable'],
  ['a host that is not there', (url: URL) => (url.hostname = 'no-such-host.invalid'), 'postgres_unknown_host'],
])('%s is named', async (_, change, code) => {
  const url = new URL((await sharedServer()).connectionString)
  change(url)
  const problem = await problemOf({ connectionString: url.href })
  expect(problem).toMatchObject({ code })
  expect(problem?.message).toContain(`database ${url.pathname.slice(1)} at ${url.hostname}:${url.port}`)
})

test('a database that cannot hold every text is refused, by a run too', async () => {
  const server = (await sharedServer()).connectionString
  const admin = new pg.Client(server)
  await admin.connect()
  const name = `millrace_test_${Date.now()}_latin`
  await admin.query(`create database ${name} template template0 encoding 'LATIN1' locale 'C'`)
  onTestFinished(async () => {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  const url = new URL(server)
  url.pathname = `/${name}`
  const connectionString = url.href
  const expected = { code: 'postgres_wrong_encoding', message: expect.stringContaining('encoding UTF8') as unknown }
  expect(await problemOf({ connectionString })).toMatchObject(expected)
  await using destination = postgres({ connectionString })
  expect(await caught(() => load(destination, [{ id: 1 }]))).toMatchObject(expected)
})

test('what a newer version wrote is refused by every call, and left alone', async () => {
  const { destination, sql } = await openDatabase()
  await load(destination, [{ id: 1 }])
  await sql(
    `insert into _millrace.migrations (number, name) values (99, 'later'); alter table _millrace.runs rename to flows`,
  )
  const calls = [
    () => load(destination, [{ id: 2 }]),
    () => destination.check({ signal: new AbortController().signal } as never),
    () => destination.describe(),
    () => destination.runs(),
    () => destination.savepoints('array', 'users'),
    () => destination.rejects('array', 'users'),
  ]
  for (const call of calls) expect((await caught(call)).code).toBe('postgres_newer_format')
  // The rows can still be read.
  expect(await destination.query('select id from users')).toEqual([{ id: 1 }])
  await sql('drop schema _millrace cascade')
})
