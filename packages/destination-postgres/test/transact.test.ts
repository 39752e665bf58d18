import { sql } from 'kysely'
import { Pool } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { PostgresPools } from '../src/database/client.ts'
import type { Transaction } from '../src/database/transaction.ts'
import { caught } from './support/caught.ts'
import { openState } from './support/open-state.ts'
import type { StateBed } from './support/open-state.ts'

/** A pool of an app, which may have few connections. */
function openPools({ connectionString }: StateBed, max: number): PostgresPools & { readonly pool: Pool } {
  const pool = new Pool({ connectionString, max })
  pool.on('error', () => undefined)
  onTestFinished(() => pool.end())
  return { work: pool, urgent: pool, pool }
}

/** Waits until a statement of the destination runs on the server. */
async function untilRunning(bed: StateBed, statement: string): Promise<void> {
  for (;;) {
    const [row] = await bed.sql(
      `select count(*) from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid()`,
      [`${statement}%`],
    )
    if (Number(row?.[0]) > 0) return
  }
}

function sleep({ connection }: Transaction): Promise<unknown> {
  return connection.run(sql`select pg_sleep(60)`)
}

test('a transaction brings its own settings, and leaves none behind', async () => {
  const bed = await openState()
  const { pool, ...pools } = openPools(bed, 1)
  const show = `select current_setting('search_path'), current_setting('timezone'), current_setting('datestyle'),
    current_setting('bytea_output'), current_setting('application_name'), current_setting('transaction_isolation')`
  const inside = await bed.transact(({ connection }) => connection.row(sql.raw(show)), { pools })
  expect(inside).toEqual(['pg_catalog, pg_temp', 'UTC', 'ISO, YMD', 'hex', 'millrace', 'read committed'])
  const { rows } = await pool.query({ text: show, rowMode: 'array' })
  expect(rows).toEqual([['nowhere', 'Asia/Kathmandu', 'SQL, DMY', 'escape', '', 'repeatable read']])
})

test('what throws takes everything back', async () => {
  const bed = await openState()
  const failing = bed.transact(async ({ connection }) => {
    await connection.run(sql`create table public.half (id int)`)
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await bed.sql(`select to_regclass('public.half')::text`)).toEqual([[null]])
})

test('one that only reads can change nothing, and sees one moment', async () => {
  const bed = await openState()
  await bed.sql('create table public.users (id int)')
  const count = sql`select count(*) from public.users`
  const seen = await bed.transact(
    async ({ connection }) => {
      const before = await connection.count(count)
      await bed.sql('insert into public.users values (1)')
      return [before, await connection.count(count)]
    },
    { isReadOnly: true },
  )
  expect(seen).toEqual([0, 0])
  const writing = bed.transact(({ connection }) => connection.run(sql`delete from public.users`), { isReadOnly: true })
  await expect(writing).rejects.toMatchObject({ code: 'postgres_read_only' })
})

test('the signal stops the statement on the server', async () => {
  const bed = await openState()
  const controller = new AbortController()
  const sleeping = bed.transact(sleep, { signal: controller.signal })
  await untilRunning(bed, 'select pg_sleep')
  const reason = new Error('given up')
  controller.abort(reason)
  await expect(sleeping).rejects.toBe(reason)
  expect(
    await bed.sql(`select count(*) from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'`),
  ).toEqual([[0]])
  expect(await bed.transact(({ connection }) => connection.count(sql`select 1`))).toBe(1)
})

test('where there is no second connection to tell the server, the first is closed', { timeout: 20_000 }, async () => {
  const bed = await openState()
  const { pool, ...pools } = openPools(bed, 1)
  const controller = new AbortController()
  const sleeping = bed.transact(sleep, { pools, signal: controller.signal })
  await untilRunning(bed, 'select pg_sleep')
  const reason = new Error('given up')
  controller.abort(reason)
  await expect(sleeping).rejects.toBe(reason)
  expect(await bed.transact(({ connection }) => connection.count(sql`select 1`), { pools })).toBe(1)
  await expect.poll(() => [pool.totalCount, pool.waitingCount]).toEqual([1, 0])
})

test('whoever waits for a connection can give up, and takes none from others', async () => {
  const bed = await openState()
  const { pool, ...pools } = openPools(bed, 1)
  const held = await pool.connect()
  const controller = new AbortController()
  const waiting = bed.transact(async () => undefined, { pools, signal: controller.signal })
  await expect.poll(() => pool.waitingCount).toBe(1)
  const reason = new Error('given up')
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  held.release()
  expect(await bed.transact(({ connection }) => connection.count(sql`select 1`), { pools })).toBe(1)
  await expect.poll(() => pool.idleCount).toBe(1)
})

test('statements and locks have their time', async () => {
  const bed = await openState()
  const settings = { applicationName: "it's me", statementTimeoutInMs: 50, lockTimeoutInMs: 0 }
  await expect(bed.transact(sleep, { settings })).rejects.toMatchObject({
    code: 'postgres_cancelled',
    message: expect.stringContaining('statementTimeoutInMs'),
  })
  await bed.sql('create table public.users (id int)')
  const lock = sql`lock table public.users`
  await bed.transact(async ({ connection }) => {
    await connection.run(lock)
    const waiting = bed.transact((other) => other.connection.run(lock), {
      settings: { ...settings, statementTimeoutInMs: 0, lockTimeoutInMs: 50 },
    })
    await expect(waiting).rejects.toMatchObject({ code: 'postgres_lock_timeout', isRetryable: true })
  })
})

test('a session that somebody ends is told as such, and the next one works', async () => {
  const bed = await openState()
  const ended = caught(() => bed.transact(sleep))
  await untilRunning(bed, 'select pg_sleep')
  await bed.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep%' and pid <> pg_backend_pid()`,
  )
  expect(await ended).toMatchObject({ code: 'postgres_restarting', isRetryable: true })
  expect(await bed.transact(({ connection }) => connection.count(sql`select 1`))).toBe(1)
})

test('connections that died while nobody used them are not noticed', async () => {
  const bed = await openState()
  const { pool, ...pools } = openPools(bed, 3)
  const clients = await Promise.all([pool.connect(), pool.connect(), pool.connect()])
  for (const client of clients) {
    client.release()
    // The pool does not hear of it.
    client.removeAllListeners('error')
    client.on('error', () => undefined)
  }
  await bed.sql(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = '' and backend_type = 'client backend'`)
  expect(await bed.transact(({ connection }) => connection.count(sql`select 1`), { pools })).toBe(1)
})
