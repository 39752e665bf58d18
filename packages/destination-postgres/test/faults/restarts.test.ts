/** Sessions are ended by somebody else, and servers are restarted, in the middle of a run. */

import { markedDestination } from '@millrace/testkit'
import type { FaultBench, Mark } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer } from '../support/server/start-server.ts'
import type { TestServer } from '../support/server/start-server.ts'
import { createDatabase } from '../support/test-database.ts'
import type { TestDatabase } from '../support/test-database.ts'
import { loadNames, loads } from './support/loads.ts'
import type { Load, LoadName } from './support/loads.ts'
import { closeBench, loadPrior, openBench } from './support/open-bench.ts'
import { reasonOf, survive } from './support/survive.ts'

const timeout = 600_000
const isThorough = process.env['MILLRACE_KILLS'] === 'all'
let server: TestServer

beforeAll(async () => {
  server = await startServer()
}, timeout)

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

/** What somebody does to the sessions of a destination. */
interface Blow {
  readonly name: string
  strike(this: void, database: TestDatabase): Promise<unknown>
}

const blows: readonly Blow[] = [
  {
    name: 'all sessions are terminated',
    strike: ({ sql }) =>
      sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'millrace'`,
      ),
  },
  { name: 'a fast restart', strike: () => restart('fast') },
  { name: 'a crash and its recovery', strike: () => restart('crash') },
]

async function restart(mode: 'fast' | 'crash'): Promise<void> {
  await server.stop(mode)
  await server.start()
}

/** Operations before, in or after which it happens, each in its first and in a later occurrence. */
const moments = ['open', 'stage', 'stagePartition', 'publish', 'beginAttempt'] as const

const cases = blows.flatMap((blow) => loadNames.map((name) => ({ blow, name, title: `${blow.name}, ${name}` })))

test.for(cases)('$title', { timeout }, async ({ blow, name }) => {
  const problems: string[] = []
  const place = cases.findIndex((each) => each.blow === blow && each.name === name)
  for (const [index, strike] of plans(name).entries()) {
    if (isThorough || index % 6 === place % 6) problems.push(...(await strikeAt(loads[name], blow, strike)))
  }
  expect(problems).toEqual([])
})

interface Strike {
  readonly operation: Mark['operation']
  readonly occurrence: number
  /** `during`: the operation does not wait for what happens. */
  readonly when: 'before' | 'during' | 'after'
}

function plans(name: LoadName): readonly Strike[] {
  const operations = moments.filter((operation) => operation !== 'stagePartition' || name === 'full')
  return operations.flatMap((operation) =>
    (['before', 'during', 'after'] as const).map((when) => ({
      operation,
      occurrence: operation === 'stage' ? 3 : operation === 'publish' && name !== 'full' ? 2 : 1,
      when,
    })),
  )
}

async function strikeAt(load: Load, blow: Blow, strike: Strike): Promise<readonly string[]> {
  const database = await createDatabase(server.connectionString)
  const bench = await openBench({ load, database })
  await loadPrior(bench)
  const problems = await runStruck(bench, { load, blow, strike, database })
  problems.push(...(await closeBench(bench, database)))
  return problems.map((problem) => `${strike.when} ${strike.operation}: ${problem}`)
}

async function runStruck(
  bench: FaultBench,
  { load, blow, strike, database }: { load: Load; blow: Blow; strike: Strike; database: TestDatabase },
): Promise<string[]> {
  let met = 0
  let striking: Promise<unknown> = Promise.resolve()
  const onMark = async ({ operation, when }: Mark): Promise<void> => {
    if (operation !== strike.operation || when !== (strike.when === 'after' ? 'after' : 'before')) return
    met += 1
    if (met !== strike.occurrence) return
    striking = blow.strike(database)
    if (strike.when !== 'during') await striking
  }
  const ended = await bench.run({ wrap: (destination) => markedDestination(destination, onMark) })
  await striking
  const problems = await survive(bench, load, ended)
  return met < strike.occurrence ? [...problems, 'it never happened'] : [...problems]
}

test('what was staged before a crash of the server is known to be lost', { timeout }, async () => {
  const database = await createDatabase(server.connectionString)
  const bench = await openBench({ load: loads.incremental, database, pipeline: { maxAttempts: 1, concurrency: 1 } })
  await loadPrior(bench)
  let hasCrashed = false
  const onMark = async ({ operation, when }: Mark): Promise<void> => {
    if (hasCrashed || operation !== 'publish' || when !== 'before') return
    hasCrashed = true
    await restart('crash')
  }
  const ended = await bench.run({ wrap: (destination) => markedDestination(destination, onMark) })
  expect(reasonOf(ended)).toMatchObject({ code: 'postgres_staging_lost', isRetryable: true })
  expect(await survive(bench, loads.incremental, ended)).toEqual([])
  expect(await closeBench(bench, database)).toEqual([])
})

test('a full refresh goes on after a crash of the server where it had noted how far it is', { timeout }, async () => {
  const database = await createDatabase(server.connectionString)
  const bench = await openBench({ load: loads.full, database, pipeline: { maxAttempts: 1 } })
  await loadPrior(bench)
  bench.synthetic.inject({ pauseAt: { row: 60, until: new Date('2026-01-02T00:00:00Z') } })
  expect((await bench.run()).result?.status).toBe('paused')
  const staged = (await bench.inspect()).streams[0]?.generation?.partitions.reduce(
    (sum, { records }) => sum + records,
    0,
  )
  expect(staged).toBeGreaterThan(20)
  await restart('crash')
  bench.world.advance(86_400_000)
  const { streams } = await bench.succeed()
  expect(streams['entries']).toMatchObject({ carried: staged })
  expect(await bench.check()).toEqual([])
  expect(await closeBench(bench, database)).toEqual([])
})
