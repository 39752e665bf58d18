/** A password in the address is told to nobody. */

import { inspect } from 'node:util'
import { checkPipeline, defineSource, runPipeline } from '@millrace/core'
import type { Logger } from '@millrace/core/plugin'
import { FaultProxy } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { closeToAll, openRole } from './support/open-role.ts'
import { createDatabase } from './support/test-database.ts'
import type { TestDatabase } from './support/test-database.ts'

const canary = 'c4n4ry-s3cr3t'

interface Heard {
  /** Of everything that was told. */
  readonly text: string
  /** Whether anything failed. */
  readonly hasFailed: boolean
}

/** Everything that a check, a run and a look tell to anybody. */
async function listen(
  connectionString: string,
  onRead: () => Promise<unknown> = async () => undefined,
): Promise<Heard> {
  const told: unknown[] = []
  const log = (...given: readonly unknown[]): void => void told.push(given)
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  const source = defineSource({
    name: 'talker',
    streams: {
      rows: {
        primaryKey: 'id',
        async *read() {
          yield { records: [{ id: 1, name: 'one' }] }
          await onRead()
          yield { records: [{ id: 2, name: 'two' }] }
        },
      },
    },
  })
  let hasFailed = false
  const hear = async (call: () => Promise<unknown>): Promise<void> => {
    try {
      told.push(await call())
    } catch (error) {
      hasFailed = true
      told.push(error)
    }
  }
  const destination = postgres({ connectionString })
  told.push(destination)
  await hear(() => checkPipeline({ source, destination, logger }))
  const quick = { maxAttempts: 1, retryDelayInMs: 1 }
  await hear(() => runPipeline({ source, destination, logger, onEvent: (event) => void told.push(event), ...quick }))
  await hear(() => destination.describe())
  await hear(() => destination.runs())
  await hear(() => destination.query('select nonsense'))
  await destination.close()
  const text = told.map((each) => inspect(each, { depth: Infinity, showHidden: true, getters: true })).join('\n')
  return { text, hasFailed }
}

/** All that stands in a database, as text. */
async function dump({ sql }: TestDatabase): Promise<string> {
  const tables = await sql(
    `select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', '_millrace')`,
  )
  const texts: string[] = []
  for (const [table] of tables) texts.push(JSON.stringify(await sql(`select t::text from ${String(table)} t`)))
  return texts.join('\n')
}

async function openDatabase(): Promise<{ readonly database: TestDatabase; readonly address: URL }> {
  const database = await createDatabase()
  const role = await openRole(database, canary)
  await database.sql(
    `grant create on database ${database.name} to ${role.name}; grant all on schema public to ${role.name}`,
  )
  return { database, address: new URL(role.connectionString) }
}

test('by a run that goes well', async () => {
  const { database, address } = await openDatabase()
  const { text } = await listen(address.href)
  expect(text).toContain('commit-finished')
  expect(text).not.toContain(canary)
  const stored = await dump(database)
  expect(stored).toContain('succeeded')
  expect(stored).not.toContain(canary)
})

const mistakes: Readonly<Record<string, (address: URL) => void>> = {
  'a wrong password': (address) => (address.password = `${canary}-wrong`),
  'a user that is not there': (address) => (address.username = 'nobody_of_this_name'),
  'a database that is not there': (address) => (address.pathname = '/no_such_database'),
  'a port without a server': (address) => (address.port = '1'),
  'a host that is not there': (address) => (address.hostname = 'no-such-host.invalid'),
  'encryption that the server does not have': (address) => address.searchParams.set('sslmode', 'verify-full'),
  'a setting that the server does not know': (address) =>
    address.searchParams.set('options', '-c no.such=x -c nonsense=1'),
}

test.for(Object.entries(mistakes))('by %s', { timeout: 60_000 }, async ([, make]) => {
  const { address } = await openDatabase()
  make(address)
  const { text, hasFailed } = await listen(address.href)
  expect(hasFailed).toBe(true)
  expect(text).toContain('postgres_')
  expect(text).not.toContain(canary)
})

test('by an address that is none', () => {
  for (const connectionString of [`postgre://user:${canary}@host/db`, `postgres://user:${canary}@[host/db`, canary]) {
    let thrown: unknown
    try {
      postgres({ connectionString })
    } catch (error) {
      thrown = error
    }
    expect(String(thrown)).toContain('connectionString')
    expect(inspect(thrown, { depth: Infinity, showHidden: true })).not.toContain(canary)
  }
})

test('by rights that are missing', async () => {
  const { database, address } = await openDatabase()
  await closeToAll(database)
  const { text } = await listen(address.href)
  expect(text).toContain('postgres_no_privilege')
  expect(text).not.toContain(canary)
})

test('by a session that is terminated, and a connection that is cut', async () => {
  const { database, address } = await openDatabase()
  const end = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace' and datname = current_database()`
  const terminated = await listen(address.href, () => database.sql(end))
  expect(terminated.text).not.toContain(canary)

  const proxy = await FaultProxy.open({ target: address.href, protocol: 'postgres' })
  onTestFinished(() => proxy[Symbol.asyncDispose]())
  const cut = await listen(proxy.url, async () => {
    proxy.inject({ type: 'refuse' })
    proxy.resetAll()
  })
  expect(cut).toMatchObject({ hasFailed: true, text: expect.stringContaining('postgres_connection_lost') as unknown })
  expect(cut.text).not.toContain(canary)
  expect(await dump(database)).not.toContain(canary)
})
