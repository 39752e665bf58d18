import { FaultProxy } from '@millrace/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { postgresStore } from '../../src/store/postgres-store/postgres-store.ts'
import type { Store } from '../../src/store/store.ts'
import { keep } from '../../src/store/testing/store-under-test.ts'
import { openPostgres } from '../support/open-postgres.ts'
import { fileDatabase } from '../support/open-schema.ts'

/** A store with a record, and another handle on it through a proxy. */
async function openBehindProxy(): Promise<{
  readonly direct: Store
  readonly store: Store
  readonly proxy: FaultProxy
  readonly id: number
}> {
  const { store: direct, schema } = await openPostgres()
  const { connectionString } = await fileDatabase()
  const proxy = await FaultProxy.open({ target: connectionString, protocol: 'postgres' })
  const store = postgresStore({ connectionString: proxy.url, schema })
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]()
    await proxy[Symbol.asyncDispose]()
    await direct[Symbol.asyncDispose]()
  })
  await store.open()
  return { direct, store, proxy, id: await keep(direct, 'before') }
}

const change = { type: 'replace', kind: 'key', account: 1, revision: 1, value: 'after' } as const

test('a connection that breaks before the commit: a named error, nothing changed, and again it goes through', async () => {
  const { store, direct, proxy, id } = await openBehindProxy()
  const fault = proxy.inject({ type: 'commit', cut: 'before' })
  await expect(store.apply([{ ...change, id }])).rejects.toMatchObject({
    code: 'store_commit_unknown',
    isRetryable: true,
  })
  await fault.happened
  expect(await direct.read('key', id)).toMatchObject({ revision: 1, value: 'before' })
  expect(await store.apply([{ ...change, id }])).toBe(true)
})

test('a connection that breaks behind the commit: the error says that nobody knows, and a read tells', async () => {
  const { store, proxy, id } = await openBehindProxy()
  proxy.inject({ type: 'commit', cut: 'after' })
  await expect(store.apply([{ ...change, id }])).rejects.toMatchObject({
    code: 'store_commit_unknown',
    isRetryable: true,
    message: expect.stringContaining('Read the records again') as unknown,
  })
  expect(await store.read('key', id)).toMatchObject({ revision: 2, value: 'after' })
  expect(await store.apply([{ ...change, id }])).toBe(false)
})

test('a server process that is ended while a change waits: a named error that can be tried again', async () => {
  const { store, direct, id } = await openBehindProxy()
  const { sql } = await fileDatabase()
  const [[schema] = []] = await sql(
    `select table_schema from information_schema.tables where table_name = 'records' order by table_schema desc limit 1`,
  )
  await sql(`begin; lock table "${String(schema)}".records in access exclusive mode`)
  const applying = store.apply([{ ...change, id }]).catch((error: unknown) => error)
  const waiting = `from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  await expect.poll(async () => (await sql(`select 1 ${waiting}`)).length).toBe(1)
  await sql(`select pg_terminate_backend(pid) ${waiting}`)
  expect(await applying).toMatchObject({ code: 'store_connection_lost', isRetryable: true })
  await sql('rollback')
  expect(await direct.read('key', id)).toMatchObject({ value: 'before' })
  expect(await store.apply([{ ...change, id }])).toBe(true)
})

test('connections that died while nobody used them are not noticed', async () => {
  const { store } = await openPostgres()
  const id = await keep(store, 'before')
  await Promise.all(Array.from({ length: 5 }, () => store.now()))
  const { sql } = await fileDatabase()
  const end = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'millrace-manager'`
  await sql(end)
  expect(await store.read('key', id)).toMatchObject({ value: 'before' })
  await sql(end)
  expect(await store.apply([{ ...change, id }])).toBe(true)
  await sql(end)
  expect(await store.nextId('key')).toBe(id + 1)
})

test('a server that is away and comes back: named errors in between', async () => {
  const { store, proxy, id } = await openBehindProxy()
  const fault = proxy.inject({ type: 'refuse' })
  proxy.resetAll()
  await expect(store.read('key', id)).rejects.toMatchObject({ code: 'store_connection_lost', isRetryable: true })
  await expect(store.apply([{ ...change, id }])).rejects.toMatchObject({ isRetryable: true })
  await fault.happened
  proxy.heal()
  expect(await store.apply([{ ...change, id }])).toBe(true)
})
