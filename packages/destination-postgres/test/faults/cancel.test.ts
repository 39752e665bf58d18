/** A run is cancelled: what it has running on the server ends at once, and nothing is left. */

import { markedDestination } from '@millrace/testkit'
import type { Mark } from '@millrace/testkit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../support/test-database.ts'
import type { TestDatabase } from '../support/test-database.ts'
import { loadNames, loads } from './support/loads.ts'
import { closeBench, loadPrior, openBench } from './support/open-bench.ts'
import { survive } from './support/survive.ts'

const timeout = 120_000

/** The statements of the destination that the server carries out, each by its process, its beginning and its text. */
async function listActive({ sql }: TestDatabase): Promise<readonly string[]> {
  const rows = await sql(
    `select pid || ' since ' || query_start || ': ' || left(query, 100) from pg_stat_activity
      where datname = current_database() and application_name = 'millrace' and state = 'active'`,
  )
  return rows.map(([statement]) => String(statement))
}

/** Holds a table back from everybody else; answers how to let go of it. */
async function holdTable(database: TestDatabase, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.connectionString, application_name: 'millrace-tests' })
  await client.connect()
  await client.query(`begin; lock table ${table} in access exclusive mode`)
  let isHeld = true
  const release = async (): Promise<void> => {
    if (isHeld) await client.end()
    isHeld = false
  }
  onTestFinished(release)
  return release
}

const waits = [
  { operation: 'stage', table: '_millrace.leases', hasPrior: true },
  { operation: 'beginAttempt', table: '_millrace.partitions', hasPrior: true },
  { operation: 'publish', table: 'public.entries', hasPrior: true },
  // Without prior rows the tables are still to be made.
  { operation: 'changeSchema', table: '_millrace.streams', hasPrior: false },
] as const

test.for(waits)('while $operation waits for somebody else', { timeout }, async ({ operation, table, hasPrior }) => {
  const load = loads.incremental
  const database = await createDatabase()
  const bench = await openBench({ load, database })
  if (hasPrior) await loadPrior(bench)
  const cancelling = new AbortController()
  let watching: Promise<number> | undefined
  const onMark = async (mark: Mark): Promise<void> => {
    if (mark.operation !== operation || mark.when !== 'before' || watching !== undefined) return
    const held = holdTable(database, table)
    watching = held.then(async (release) => {
      try {
        return await cancelWaiting(database, cancelling)
      } finally {
        await release()
      }
    })
    await held
  }
  const ended = await bench.run({
    pipeline: { signal: cancelling.signal },
    wrap: (destination) => markedDestination(destination, onMark),
  })
  expect(await watching).toBeLessThan(1000)
  expect(ended.result?.status).toBe('cancelled')
  expect((await bench.inspect()).runs[0]?.status).toBe('cancelled')
  const { truth, keepsRemoved } = load
  expect(await bench.check({ truth, mayKeepRemoved: keepsRemoved })).toEqual([])
  expect(await survive(bench, load, await bench.run())).toEqual([])
  expect(await closeBench(bench, database)).toEqual([])
})

/** Cancels once statements of the destination wait; answers how long they went on, in milliseconds. */
async function cancelWaiting(database: TestDatabase, cancelling: AbortController): Promise<number> {
  await expect.poll(() => listActive(database), { timeout: 10_000 }).not.toEqual([])
  const waiting = await listActive(database)
  const cancelledAt = performance.now()
  cancelling.abort(new Error('enough'))
  const left = async (): Promise<readonly string[]> =>
    (await listActive(database)).filter((statement) => waiting.includes(statement))
  await expect.poll(left, { timeout: 10_000, interval: 10 }).toEqual([])
  return performance.now() - cancelledAt
}

test('a statement that takes long in a publish', { timeout }, async () => {
  const database = await createDatabase()
  const bench = await openBench({ load: loads.full, database })
  await loadPrior(bench)
  await database.sql(`
    create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return new; end $$;
    create trigger slow before insert on public.entries for each row execute function public.slow()`)
  const cancelling = new AbortController()
  const running = bench.run({ pipeline: { signal: cancelling.signal } })
  const isSleeping = async (): Promise<unknown> => {
    const rows = await database.sql(
      `select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
    )
    return rows[0]?.[0]
  }
  await expect.poll(isSleeping, { timeout: 30_000 }).toBe(1)
  const cancelledAt = performance.now()
  cancelling.abort(new Error('enough'))
  await expect.poll(isSleeping, { timeout: 10_000, interval: 10 }).toBe(0)
  expect(performance.now() - cancelledAt).toBeLessThan(1000)
  const ended = await running
  expect(ended.result?.status).toBe('cancelled')
  await database.sql('drop trigger slow on public.entries; drop function slow()')
  expect(await survive(bench, loads.full, await bench.run())).toEqual([])
  expect(await closeBench(bench, database)).toEqual([])
})

test.for(loadNames)('at any moment: %s', { timeout }, async (name) => {
  const load = loads[name]
  const problems: string[] = []
  for (const delayInMs of [0, 10, 25, 50, 90]) {
    const database = await createDatabase()
    const bench = await openBench({ load, database })
    await loadPrior(bench)
    const cancelling = new AbortController()
    setTimeout(() => cancelling.abort(new Error('enough')), delayInMs)
    await bench.run({ pipeline: { signal: cancelling.signal } })
    const { truth, keepsRemoved } = load
    problems.push(...(await bench.check({ truth, mayKeepRemoved: keepsRemoved })))
    problems.push(...(await survive(bench, load, await bench.run())))
    problems.push(...(await closeBench(bench, database)))
  }
  expect(problems).toEqual([])
})
