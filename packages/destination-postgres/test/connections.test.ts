import { defineSource, runPipeline } from '@millrace/core'
import type { Destination, RunResult } from '@millrace/core'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createPools } from '../src/database/create-pool.ts'
import { postgres } from '../src/index.ts'
import { findLeaks } from './support/find-leaks.ts'
import { openDatabase } from './support/open-database.ts'
import { startChild } from './support/start-child.ts'

const timeout = 60_000
const partitions = Array.from({ length: 6 }, (_, index) => `p${index}`)

/** Streams with many partitions at once, as full refreshes and as increments. */
function loadMuch(destination: Destination): Promise<RunResult> {
  const stream = (isFull: boolean) => ({
    primaryKey: 'id',
    partitions: () => partitions,
    ...(isFull ? {} : { incremental: 'savepoint' as const }),
    async *read({ partition }: { readonly partition: string }) {
      for (let part = 0; part < 2; part += 1) {
        yield { records: [{ id: `${partition}-${part}`, tags: ['a', 'b'] }] }
        if (!isFull) yield { savepoint: part }
      }
    },
  })
  const source = defineSource({
    name: 'much',
    streams: { a: stream(true), b: stream(false), c: stream(true), d: stream(false) },
  })
  return runPipeline({ source, destination, concurrency: 12, batchSize: 1 })
}

function expectAll(result: RunResult): void {
  expect(result.status).toBe('succeeded')
  expect(Object.values(result.streams).map(({ inserted }) => inserted)).toEqual([12, 12, 12, 12])
}

test('a pool with a single connection is enough', { timeout }, async () => {
  const { connectionString } = await openDatabase()
  const pool = new pg.Pool({ connectionString, max: 1 })
  onTestFinished(() => pool.end())
  expectAll(await loadMuch(postgres({ pool })))
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1])
})

test('it opens no more connections than it may, and however many calls wait, all get one', { timeout }, async () => {
  const { connectionString, sql } = await openDatabase()
  await using destination = postgres({ connectionString, maxConnections: 3, applicationName: 'few' })
  const counts: number[] = []
  const count = async (): Promise<void> => {
    const [row] = await sql(`select count(*) from pg_stat_activity where application_name = 'few'`)
    counts.push(Number(row?.[0]))
  }
  const watch = setInterval(() => void count(), 20)
  expectAll(await loadMuch(destination))
  clearInterval(watch)
  expect(Math.max(...counts)).toBeLessThanOrEqual(3)
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(2)
})

test('closing ends a connection that is just being made', { timeout }, async () => {
  const { connectionString, sql } = await openDatabase()
  const pools = createPools({ connectionString, maxConnections: 2, applicationName: 'closed' })
  const [connected] = await Promise.allSettled([pools.work.connect(), pools.close()])
  const reason = { message: 'the destination was closed while it was used' }
  expect(connected).toMatchObject({ status: 'rejected', reason })
  const count = async () => sql(`select count(*) from pg_stat_activity where application_name = 'closed'`)
  await expect.poll(count).toEqual([[0]])
})

test('two pipelines at once share its connections', { timeout }, async () => {
  const { destination } = await openDatabase({ maxConnections: 3, schema: 'one' })
  const load = (name: string) => {
    const source = defineSource({
      name,
      streams: {
        [`of_${name}`]: {
          primaryKey: 'id',
          async *read() {
            yield { records: [{ id: 1 }] }
          },
        },
      },
    })
    return runPipeline({ source, destination })
  }
  const results = await Promise.all(['red', 'green', 'blue', 'white'].map(load))
  expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'succeeded'))
})

test('connections that nobody uses do not keep a program from ending', { timeout }, async () => {
  const { connectionString, ...database } = await openDatabase()
  const child = startChild<string>(new URL('children/query-child.ts', import.meta.url), connectionString)
  expect(await child.next()).toBe('done')
  // It does not wait for the end of its input, nor for what would close its connections.
  await expect(child.next()).rejects.toThrow('query-child.ts ended')
  expect(await findLeaks({ connectionString, ...database })).toEqual([])
})
