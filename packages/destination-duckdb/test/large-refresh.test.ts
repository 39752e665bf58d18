import { defineSource, runPipeline } from '@millrace/core'
import { SourceError } from '@millrace/core/plugin'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { duckdb } from '../src/index.ts'
import { makeFolder } from './support/make-folder.ts'

/** More than what is moved into the generation at once, in all tables. */
const rowCount = 130_000

/** A source with two partitions; the first one fails at this row so many times. */
function source(failing: { readonly row: number; times: number }): ReturnType<typeof defineSource> {
  return defineSource({
    name: 'large',
    streams: {
      things: {
        primaryKey: 'id',
        partitions: async () => ['a', 'b'],
        async *read({ partition }) {
          for (let first = 0; first < rowCount; first += 5000) {
            if (partition === 'a' && first === failing.row && failing.times > 0) {
              failing.times -= 1
              throw new SourceError({ message: 'gone for a moment', isRetryable: true })
            }
            // Rows are moved once the reading has taken a while.
            vi.advanceTimersByTime(5000)
            const ids = Array.from({ length: 5000 }, (_, index) => `${partition}${first + index}`)
            yield { records: ids.map((id, index) => ({ id, value: first + index, tags: [id] })) }
          }
        },
      },
    },
  })
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})

afterEach(() => {
  vi.useRealTimers()
})

const count = 'SELECT count(*) AS rows, count(DISTINCT id) AS ids, sum(value)::BIGINT AS sum FROM things'
const whole = { rows: 2 * rowCount, ids: 2 * rowCount, sum: rowCount * (rowCount - 1) }

test('rows that were moved by an attempt that failed are not there twice', { timeout: 120_000 }, async () => {
  const destination = duckdb({ path: `${makeFolder()}/large.duckdb` })
  const { status, streams } = await runPipeline({
    source: source({ row: 125_000, times: 1 }),
    destination,
    retryDelayInMs: 1,
  })
  expect(status).toBe('succeeded')
  expect(streams['things']).toMatchObject({ inserted: 2 * rowCount, discarded: 125_000 })
  expect(await destination.query(count)).toEqual([whole])
  expect(await destination.query('SELECT count(*) AS rows, count(DISTINCT value) AS values FROM things__tags')).toEqual(
    [{ rows: 2 * rowCount, values: 2 * rowCount }],
  )
})

test(
  'a refresh that fails keeps what is durable and nothing else, and the next one goes on',
  { timeout: 120_000 },
  async () => {
    const destination = duckdb({ path: `${makeFolder()}/large.duckdb` })
    const failing = { row: 125_000, times: 1 }
    await expect(runPipeline({ source: source(failing), destination, maxAttempts: 1, concurrency: 1 })).rejects.toThrow(
      'gone for a moment',
    )
    const kept = await destination.query(
      `SELECT table_name, estimated_size::BIGINT AS rows FROM duckdb_tables() WHERE starts_with(table_name, '_mr_generation_1_')
      ORDER BY ALL`,
    )
    for (const { table_name: table } of kept) {
      const [rows] = await destination.query(`SELECT count(*) AS rows FROM "${String(table)}"`)
      expect(rows).toEqual({ rows: rowCount })
    }
    expect(kept).toHaveLength(2)
    const { streams } = await runPipeline({ source: source(failing), destination })
    expect(streams['things']).toMatchObject({ read: rowCount, carried: rowCount, inserted: 2 * rowCount })
    expect(await destination.query(count)).toEqual([whole])
  },
)
