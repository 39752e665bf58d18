/** Several processes want one pipeline. */

import { expect, onTestFinished, test } from 'vitest'
import type { RunnerLine, RunnerOrder } from '../children/runner-lines.ts'
import { findLeaks } from '../support/find-leaks.ts'
import { startChild } from '../support/start-child.ts'
import type { Child } from '../support/start-child.ts'
import { createDatabase } from '../support/test-database.ts'
import type { TestDatabase } from '../support/test-database.ts'

const program = new URL('../children/runner-child.ts', import.meta.url)
const timeout = 300_000
const rounds = process.env['MILLRACE_KILLS'] === 'all' ? 100 : 25

async function openDatabase(): Promise<TestDatabase> {
  const database = await createDatabase()
  onTestFinished(database.drop)
  return database
}

async function startRunner(database: TestDatabase): Promise<Child<RunnerLine>> {
  const child = startChild<RunnerLine>(program, database.connectionString)
  expect(await child.next()).toEqual({ type: 'ready' })
  return child
}

const usual: RunnerOrder = { type: 'run', rows: 3, text: 'x', leaseDurationInMs: 60_000, stopsAt: 'read' }

test('of two that start at the same moment one runs, and the other is told that it does', { timeout }, async () => {
  const database = await openDatabase()
  const runners = [await startRunner(database), await startRunner(database)] as const
  const winners = new Set<number>()
  for (let round = 1; round <= rounds; round += 1) {
    for (const runner of round % 2 === 0 ? runners : runners.toReversed()) runner.tell({ ...usual, text: `${round}` })
    const lines = await Promise.all(runners.map((runner) => runner.next()))
    const winner = lines.findIndex(({ type }) => type === 'stopped')
    expect(lines.toSorted((left, right) => left.type.localeCompare(right.type))).toEqual([
      expect.objectContaining({ type: 'ended', code: 'pipeline_busy' }),
      { type: 'stopped' },
    ])
    runners[winner]?.tell({ type: 'go on' })
    expect(await runners[winner]?.next()).toEqual({ type: 'ended', status: 'succeeded' })
    winners.add(winner)
  }
  for (const runner of runners) await runner.finish()
  expect(await database.sql('select count(*) from _millrace.runs')).toEqual([[rounds]])
  expect(await database.sql('select max(number) from _millrace.runs')).toEqual([[rounds]])
  expect(await database.sql('select distinct text from users')).toEqual([[`${rounds}`]])
  expect(await findLeaks(database)).toEqual([])
  expect(winners.size).toBeGreaterThan(0)
})

test('several processes begin in an empty database at once', { timeout }, async () => {
  const children = 4
  const database = await openDatabase()
  const runners = await Promise.all(Array.from({ length: children }, () => startRunner(database)))
  for (const runner of runners) runner.tell(usual)
  const lines = await Promise.all(runners.map((runner) => runner.next()))
  expect(lines.map(({ type }) => type).toSorted()).toEqual(['ended', 'ended', 'ended', 'stopped'])
  for (const line of lines) if (line.type === 'ended') expect(line.code).toBe('pipeline_busy')
  const winner = runners[lines.findIndex(({ type }) => type === 'stopped')]
  winner?.tell({ type: 'go on' })
  expect(await winner?.next()).toEqual({ type: 'ended', status: 'succeeded' })
  for (const runner of runners) await runner.finish()
  expect(await findLeaks(database)).toEqual([])
})

test.for(['read', 'before stage', 'before publish'] as const)(
  'a process that was stopped past its lease at its %s and was overtaken commits nothing',
  { timeout },
  async (stopsAt) => {
    const database = await openDatabase()
    const [sleeper, overtaker] = [await startRunner(database), await startRunner(database)]
    const leaseDurationInMs = 1000
    sleeper.tell({ ...usual, rows: 5, text: 'sleeper', leaseDurationInMs, stopsAt })
    expect(await sleeper.next()).toEqual({ type: 'stopped' })
    sleeper.signal('SIGSTOP')

    overtaker.tell({ ...usual, text: 'too early' })
    expect(await overtaker.next()).toMatchObject({ type: 'ended', code: 'pipeline_busy' })
    await expect
      .poll(() => database.sql('select ends_at < clock_timestamp() from _millrace.heartbeats'), { timeout: 10_000 })
      .toEqual([[true]])
    overtaker.tell({ ...usual, text: 'overtaker' })
    expect(await overtaker.next()).toEqual({ type: 'stopped' })
    overtaker.tell({ type: 'go on' })
    expect(await overtaker.next()).toEqual({ type: 'ended', status: 'succeeded' })
    const before = await describeAll(database)

    sleeper.signal('SIGCONT')
    sleeper.tell({ type: 'go on' })
    expect(await sleeper.next()).toMatchObject({ type: 'ended', status: 'failed', code: 'lease_lost' })
    expect(await describeAll(database)).toEqual(before)
    expect(await database.sql('select distinct text from users')).toEqual([['overtaker']])
    const [died] = await database.sql(`select status, error from _millrace.runs order by number`)
    expect(died).toEqual(['failed', expect.stringMatching(/^the process that ran it went silent; its lease ended at/)])
    await sleeper.finish()
    await overtaker.finish()
    expect(await findLeaks(database)).toEqual([])
  },
)

/** Everything that a user can see. */
async function describeAll({ sql }: TestDatabase): Promise<unknown> {
  const tables = [
    'users',
    'users__tags',
    'users_history',
    '_millrace.runs',
    '_millrace.savepoints',
    '_millrace.rejects',
  ]
  const contents: unknown[] = []
  for (const table of tables) contents.push(await sql(`select t::text from ${table} t order by 1`))
  return contents
}
