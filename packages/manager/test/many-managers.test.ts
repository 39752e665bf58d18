/** Several managers on one store: what several processes are to each other. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MillraceError } from '@millrace/core'
import { expect, onTestFinished, test } from 'vitest'
import { inProcessExecutor, memoryStore, pgliteStore } from '../src/index.ts'
import { byName, newMemory } from './support/test-destinations.ts'
import { newWorld } from './support/test-sources.ts'
import { idleExecutor, newGate, openManagerOver } from './support/open-manager.ts'

test('two managers on one store run a pipeline once, whoever starts it', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  let now = new Date('2026-03-01T00:00:00Z')
  const clock = (): Date => now
  const one = await openManagerOver(worlds, memories, { store, clock })
  const two = await openManagerOver(worlds, memories, { store: memoryStore({ sharedWith: store }), clock })
  const id = await one.built({ period: '5m' })
  let atOnce = 0
  let most = 0
  worlds('w').gate = async () => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await new Promise((resolve) => setImmediate(resolve))
    atOnce -= 1
  }
  for (let tick = 1; tick <= 5; tick += 1) {
    now = (await two.manager.pipelines.read(id)).nextRunAt ?? now
    await expect.poll(async () => (await one.manager.runs.list()).length).toBe(tick)
    await one.settled(id)
  }
  const answers = await Promise.allSettled([one, two, one, two].map(({ manager }) => manager.runs.start(id)))
  for (const answer of answers) {
    if (answer.status === 'rejected') expect(MillraceError.isInstance(answer.reason)).toBe(true)
  }
  await two.settled(id)
  expect(most).toBe(1)
  expect((await two.manager.runs.list()).every(({ state }) => state === 'succeeded')).toBe(true)
  expect(memories('m').table('users')).toHaveLength(3)
})

test('a run is seen and cancelled from another manager', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  const one = await openManagerOver(worlds, memories, { store, claimDurationInMs: 1_000 })
  const id = await one.built()
  const two = await openManagerOver(worlds, memories, {
    store: memoryStore({ sharedWith: store }),
    executor: idleExecutor(),
  })
  const reached = Promise.withResolvers<void>()
  worlds('w').gate = () => {
    reached.resolve()
    return new Promise(() => undefined)
  }
  const run = await two.manager.runs.start(id)
  await reached.promise
  await two.manager.runs.cancel(run)
  expect(await two.ended(run)).toMatchObject({ state: 'cancelled' })
})

test('stopping lets a run come to a savepoint; the next start goes on from there', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  const one = await openManagerOver(worlds, memories, { store })
  const id = await one.built({ stream: 'events', tables: { '': 'events' } })
  const gate = newGate()
  worlds('w').gate = () => (worlds('w').reads === 2 ? gate.pass() : undefined)
  worlds('w').reads = 0
  const run = await one.manager.runs.start(id)
  await gate.reached
  const stopping = one.manager.stop({ graceInMs: 10_000 })
  gate.open()
  await stopping
  worlds('w').begunFrom.length = 0
  const two = await openManagerOver(worlds, memories, { store: memoryStore({ sharedWith: store }) })
  const ended = await two.ended(run)
  expect(worlds('w').begunFrom).toEqual([2])
  expect(ended).toMatchObject({ state: 'succeeded', passed: [3, 3, 3, 3, 3, 3] })
  expect(ended.tables['']).toMatchObject({ inserted: 3 })
})

test('a run that comes to no savepoint within the grace is broken off, and begins again after the next start', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  const one = await openManagerOver(worlds, memories, { store })
  const id = await one.built({ stream: 'people', tables: { '': 'people' } })
  const reached = Promise.withResolvers<void>()
  worlds('w').gate = () => {
    reached.resolve()
    return new Promise(() => undefined)
  }
  const run = await one.manager.runs.start(id)
  await reached.promise
  await one.manager.stop({ graceInMs: 1 })
  worlds('w').gate = () => undefined
  const two = await openManagerOver(worlds, memories, { store: memoryStore({ sharedWith: store }) })
  expect(await two.ended(run)).toMatchObject({ state: 'succeeded' })
  expect(memories('m').table('people')).toHaveLength(3)
  expect((await two.manager.pipelines.read(id)).status.raw_msg).toBeNull()
})

test('a queued run, a schedule and all settings outlive the process: they stand in the folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-manager-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [worlds, memories] = [byName(newWorld), byName(newMemory)]
  const first = await openManagerOver(worlds, memories, { store: pgliteStore({ folder }) })
  const id = await first.built({ period: '24h', name: 'People' })
  worlds('w').pauseUntil = new Date(Date.now() + 3_600_000)
  const run = await first.manager.runs.start(id)
  await expect.poll(async () => (await first.manager.runs.read(run)).resumeAt).not.toBeNull()
  const before = await first.manager.pipelines.read(id)
  await first.manager.stop()
  worlds('w').pauseUntil = undefined
  const clock = (): Date => new Date(Date.now() + 7_200_000)
  const second = await openManagerOver(worlds, memories, { store: pgliteStore({ folder }), clock })
  expect(await second.manager.pipelines.read(id)).toMatchObject({ name: 'People', nextRunAt: before.nextRunAt })
  expect(await second.ended(run)).toMatchObject({ state: 'succeeded' })
})

test('a run whose process went silent is ended with a clear text', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  let now = new Date()
  const options = { store, clock: () => now, claimDurationInMs: 3_000_000 }
  const silent = await openManagerOver(worlds, memories, options)
  const one = await openManagerOver(worlds, memories, { ...options, executor: idleExecutor() })
  const id = await one.built({ stream: 'people', tables: { '': 'people' } })
  const reached = Promise.withResolvers<void>()
  worlds('w').gate = () => {
    reached.resolve()
    return new Promise(() => undefined)
  }
  const run = await silent.manager.runs.start(id)
  await reached.promise
  now = new Date(now.getTime() + 4_000_000)
  const ended = await one.ended(run)
  expect(ended).toMatchObject({ state: 'failed' })
  expect(ended.error).toMatch(
    /^the process that ran it went silent; its claim ended at .*the next run goes on from there$/,
  )
  expect([...one.events, ...silent.events].map(({ type }) => type)).toContain('run-failed')
  // It is alive after all, and notices that the run is not its own any more.
  await silent.manager.stop({ graceInMs: 0 })
  expect(await one.manager.runs.read(run)).toEqual(ended)
})

/** A queue of runs that nobody works on yet, and another handle on the store that counts what is asked of it. */
async function openQueue(count: number) {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  const first = await openManagerOver(worlds, memories, { store })
  await first.register()
  const built = (index: number): Promise<number> => first.built({ stream: 'people', tables: { '': `people${index}` } })
  const ids = await Promise.all(Array.from({ length: count }, (_, index) => built(index)))
  await first.manager.stop()
  const idle = await openManagerOver(worlds, memories, { store, executor: idleExecutor() })
  const runs = await Promise.all(ids.map((id) => idle.manager.runs.start(id)))
  const asked = { listed: 0, reads: 0 }
  const counting = memoryStore({ sharedWith: store })
  const [list, read] = [counting.list.bind(counting), counting.read.bind(counting)]
  counting.list = async (kind, query) => {
    const found = await list(kind, query)
    if (query.states?.includes('queued') === true) asked.listed += found.length
    return found
  }
  counting.read = (kind, id) => {
    asked.reads += 1
    return read(kind, id)
  }
  const work = (): Promise<unknown> =>
    openManagerOver(worlds, memories, {
      store: counting,
      executor: inProcessExecutor({ concurrency: count, pollIntervalInMs: 20 }),
    })
  return { idle, runs, asked, work }
}

test('a queue is not read again for every run that is taken from it', async () => {
  const { idle, runs, asked, work } = await openQueue(12)
  await work()
  for (const run of runs) expect(await idle.ended(run)).toMatchObject({ state: 'succeeded' })
  expect(asked.listed).toBeLessThanOrEqual(24)
})

test('runs that wait for their destination are not looked at all the time, and begin when it is there', async () => {
  const { idle, runs, asked, work } = await openQueue(12)
  const { destination = 0 } = await idle.manager.pipelines.choices()
  await idle.manager.destinations.setMode(destination, 'maintenance')
  await work()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(asked.reads).toBeLessThan(100)
  await idle.manager.destinations.setMode(destination, 'normal')
  for (const run of runs) expect(await idle.ended(run)).toMatchObject({ state: 'succeeded' })
})
