/** What a process leaves behind that goes silent: its claims end, and another manager looks what became of its work. */

import { expect, test } from 'vitest'
import { memoryStore } from '../src/index.ts'
import type { Store } from '../src/index.ts'
import { idleExecutor, newGate, openManagerOver } from './support/open-manager.ts'
import type { Bench } from './support/open-manager.ts'
import { byName, newMemory } from './support/test-destinations.ts'
import { newWorld } from './support/test-sources.ts'
import type { TestWorld } from './support/test-sources.ts'

interface Site {
  readonly store: Store
  readonly world: TestWorld
  /** Carries nothing out, but looks. */
  readonly looking: Bench
  working(): Promise<Bench>
  pass(milliseconds: number): void
}

async function openSite(): Promise<Site> {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  let now = Date.now()
  const options = { store, clock: () => new Date(now), claimDurationInMs: 1_000_000 }
  return {
    store,
    world: worlds('w'),
    looking: await openManagerOver(worlds, memories, { ...options, executor: idleExecutor() }),
    working: () => openManagerOver(worlds, memories, options),
    pass: (milliseconds) => {
      now += milliseconds
    },
  }
}

/** Claims what waits, as a worker that is never heard of again. */
async function claimAndVanish({ store }: Site, engineRun: string | null = null): Promise<number> {
  const [row] = await store.list('run', { states: ['queued'] })
  if (row === undefined) throw new Error('nothing is queued')
  const until = new Date((await store.now()).getTime() + 1_000).toISOString()
  const value = { ...row.value, state: 'running' as const, engineRun, claim: { worker: 'gone', until } }
  expect(await store.apply([{ type: 'replace', ...row, value }])).toBe(true)
  return row.id
}

test('a build is begun again, and given up when its process has died again and again', async () => {
  const site = await openSite()
  const { looking } = site
  await looking.register()
  const id = await looking.manager.pipelines.create({ stream: 'users' })
  for (const isLast of [false, false, true]) {
    const build = await claimAndVanish(site)
    site.pass(2_000)
    await expect.poll(async () => (await looking.manager.runs.read(build)).state).toBe(isLast ? 'failed' : 'queued')
  }
  expect(await looking.manager.pipelines.status(id)).toMatchObject({
    status: 'error_building_tables',
    raw_msg: expect.stringMatching(/^the process that built the tables went silent, 3 times/),
  })
})

test('a run that had not begun in the destination has failed, and the schedule brings the next one at once', async () => {
  const site = await openSite()
  const { looking } = site
  const working = await site.working()
  const id = await working.built({ period: '24h' })
  await working.manager.stop()
  await looking.manager.runs.start(id)
  const run = await claimAndVanish(site)
  site.pass(2_000)
  expect(await looking.ended(run)).toMatchObject({
    state: 'failed',
    error: expect.stringMatching(/^the process that ran it went silent; .*It had not begun in the destination$/),
  })
  await expect
    .poll(async () => (await looking.manager.runs.list()).map(({ trigger, state }) => [trigger, state]))
    .toEqual([
      ['schedule', 'queued'],
      ['manual', 'failed'],
    ])
})

test('a run that the destination has recorded as succeeded has succeeded, whatever became of its process', async () => {
  const site = await openSite()
  const { looking, store } = site
  const working = await site.working()
  const id = await working.built()
  const done = await working.run(id)
  await working.manager.stop()
  const engineRun = (await store.read('run', done.id))?.value.engineRun ?? null
  expect(engineRun).not.toBeNull()
  await looking.manager.runs.start(id)
  const run = await claimAndVanish(site, engineRun)
  site.pass(2_000)
  expect(await looking.ended(run)).toMatchObject({ state: 'succeeded', passed: [3, 3, 3, 3, 3, 3], error: '' })
})

test('a run that was to be cancelled when its process went silent is cancelled', async () => {
  const site = await openSite()
  const { looking } = site
  const working = await site.working()
  const id = await working.built()
  await working.manager.stop()
  await looking.manager.runs.start(id)
  const run = await claimAndVanish(site)
  await looking.manager.runs.cancel(run)
  site.pass(2_000)
  expect(await looking.ended(run)).toMatchObject({ state: 'cancelled', error: '' })
  expect(await looking.manager.pipelines.status(id)).toMatchObject({ status: 'active' })
})

test('a process that is heard of keeps its run, however long that takes', async () => {
  const site = await openSite()
  const { looking, store } = site
  const working = await site.working()
  const id = await working.built()
  const { destination = 0 } = await looking.manager.pipelines.choices()
  const gate = newGate()
  site.world.gate = gate.pass
  const run = await working.manager.runs.start(id)
  await gate.reached
  for (let hour = 0; hour < 3; hour += 1) {
    const before = (await store.read('run', run))?.value.claim?.until
    site.pass(900_000)
    // Whatever wakes a worker makes its heart beat.
    await working.manager.destinations.setMode(destination, 'normal')
    await expect.poll(async () => (await store.read('run', run))?.value.claim?.until).not.toBe(before)
  }
  gate.open()
  expect(await looking.ended(run)).toMatchObject({ state: 'succeeded' })
})

test('deaths on the way do not block a pipeline; deaths before the first savepoint do', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  let now = Date.now()
  const clock = (): Date => new Date(now)
  const breaker = { warnAfter: 1, blockAfter: 2 }
  const options = { store, clock, breaker, claimDurationInMs: 1_000_000 }
  const looking = await openManagerOver(worlds, memories, { ...options, executor: idleExecutor() })
  const first = await openManagerOver(worlds, memories, options)
  const id = await first.built({ stream: 'events', tables: { '': 'events' } })
  await first.manager.stop()
  worlds('w').users = Array.from({ length: 25_000 }, (_, index) => ({ id: index + 1 }))
  worlds('w').partSize = 5_000
  const die = async (part: number): Promise<void> => {
    const gate = newGate()
    worlds('w').gate = () => (worlds('w').reads > part ? gate.pass() : undefined)
    worlds('w').reads = 0
    const doomed = await openManagerOver(worlds, memories, options)
    const run = await doomed.manager.runs.start(id)
    await gate.reached
    now += 2_000_000
    expect(await looking.ended(run)).toMatchObject({ state: 'failed' })
    await doomed.manager.stop({ graceInMs: 0 })
  }
  await die(4)
  expect(await looking.manager.pipelines.status(id)).toMatchObject({ status: 'active' })
  await die(0)
  expect(await looking.manager.pipelines.status(id)).toMatchObject({ status: 'too_many_consecutive_failed_builds' })
})
