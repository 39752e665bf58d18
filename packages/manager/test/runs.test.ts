import { expect, test } from 'vitest'
import { openManager } from './support/open-manager.ts'

test('a pipeline is found by the name of a table', async () => {
  const bench = await openManager()
  const one = await bench.built({ deltas: { '': 'history' } })
  const two = await bench.built({ stream: 'people', tables: { '': 'people' } })
  const found = async (name: string): Promise<readonly number[]> =>
    (await bench.manager.pipelines.findByTable(name)).map(({ id }) => id)
  expect(await found('users__tags')).toEqual([one])
  expect(await found('history__delta')).toEqual([one])
  expect(await found('people')).toEqual([two])
  expect(await found('nothing')).toEqual([])
})

test('errors are grouped by message, with count and last time', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const runs: number[] = []
  for (const readError of ['a', 'b', 'a']) {
    bench.world().readError = readError
    runs.push((await bench.run(id)).id)
  }
  const groups = await bench.manager.runs.errors({ pipeline: id })
  expect(groups.map(({ message, count, lastRun }) => [message, count, lastRun])).toEqual([
    ['a (undefined)', 2, runs[2]],
    ['b (undefined)', 1, runs[1]],
  ])
})

test('the deletion guard trips, and is told', async () => {
  const bench = await openManager()
  bench.world().users = Array.from({ length: 20 }, (_, id) => ({ id, name: 'x' }))
  const id = await bench.built({ stream: 'people', tables: { '': 'people' } })
  await bench.run(id)
  bench.world().users = []
  expect(await bench.run(id)).toMatchObject({ state: 'failed' })
  expect(bench.events.map(({ type }) => type)).toContain('deletion-guard-tripped')
  expect(bench.memory().table('people')).toHaveLength(20)
})

test('a paused run is queued again, goes on when the quota is there again, and is no failure', async () => {
  let now = new Date(Date.now())
  const bench = await openManager({ clock: () => now })
  const id = await bench.built()
  bench.world().pauseUntil = new Date(Date.now() + 3_600_000)
  const run = await bench.manager.runs.start(id)
  await expect.poll(async () => (await bench.manager.runs.read(run)).resumeAt).not.toBeNull()
  expect(await bench.manager.pipelines.status(id)).toMatchObject({ status: 'scheduled', raw_msg: null })
  expect(await bench.manager.runs.read(run)).toMatchObject({ state: 'queued', endTime: null })
  bench.world().pauseUntil = undefined
  now = new Date(Date.now() + 3_700_000)
  expect(await bench.ended(run)).toMatchObject({ state: 'succeeded', passed: [3, 3, 3, 3, 3, 3] })
  expect(bench.events.map(({ type }) => type)).toContain('run-paused')
})

test('a run that is cancelled ends, queued or running, and says nothing of the health', async () => {
  const bench = await openManager({ breaker: { warnAfter: 1 } })
  const id = await bench.built()
  const reached = Promise.withResolvers<void>()
  bench.world().gate = () => {
    reached.resolve()
    return new Promise(() => undefined)
  }
  const run = await bench.manager.runs.start(id)
  await reached.promise
  await bench.manager.runs.cancel(run)
  expect(await bench.ended(run)).toMatchObject({ state: 'cancelled', error: '' })
  bench.world().gate = () => undefined
  bench.world().pauseUntil = new Date(Date.now() + 3_600_000)
  const paused = await bench.manager.runs.start(id)
  await expect.poll(async () => (await bench.manager.runs.read(paused)).resumeAt).not.toBeNull()
  await bench.manager.runs.cancel(paused)
  expect(await bench.manager.runs.read(paused)).toMatchObject({ state: 'cancelled' })
  expect(await bench.manager.pipelines.status(id)).toMatchObject({ status: 'active' })
})

test('a schedule by cron has no period', async () => {
  const bench = await openManager({ clock: () => new Date('2026-03-01T12:00:00Z') })
  const id = await bench.built({ period: '1h' })
  const cron = { expression: '30 6 * * *', timeZone: 'Europe/Berlin' }
  await bench.manager.pipelines.setSchedule(id, cron)
  const nextRunAt = new Date('2026-03-02T05:30:00Z')
  expect(await bench.manager.pipelines.read(id)).toMatchObject({ period: null, cron, nextRunAt })
  await bench.manager.pipelines.setSchedule(id, '24h')
  expect(await bench.manager.pipelines.read(id)).toMatchObject({ period: '24h', cron: null })
})
