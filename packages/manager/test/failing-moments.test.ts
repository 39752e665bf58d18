/** A store, a plug-in or a process that fails at the wrong moment. */

import { setTimeout as wait } from 'node:timers/promises'
import { defineConnector, defineSource } from '@millrace/core/plugin'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { memoryStore } from '../src/index.ts'
import type { Store } from '../src/index.ts'
import { caught, idleExecutor, newGate, openManager, openManagerOver } from './support/open-manager.ts'
import { byName, newMemory } from './support/test-destinations.ts'
import { newWorld } from './support/test-sources.ts'

/** The same store, of which one call can be another one. */
function withApply(store: Store, apply: Store['apply']): Store {
  return new Proxy(store, {
    get(target, key) {
      if (key === 'apply') return apply
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

test('how a run ended is recorded when the store is there again', async () => {
  const store = memoryStore()
  let failures = 0
  const flaky = withApply(store, async (changes) => {
    const isEnd = changes.some(
      (change) => 'value' in change && JSON.stringify(change.value).includes('"state":"succeeded"'),
    )
    if (isEnd && failures < 2) {
      failures += 1
      throw new Error('the store does not answer')
    }
    return store.apply(changes)
  })
  const bench = await openManager({ store: flaky })
  const id = await bench.built()
  failures = 0
  expect(await bench.run(id)).toMatchObject({ state: 'succeeded', passed: [3, 3, 3, 3, 3, 3] })
  expect(failures).toBe(2)
})

test('a rebuild whose success only the destination knows is over, and is not begun again', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  let now = Date.now()
  const options = { clock: () => new Date(now), claimDurationInMs: 1_000_000 }
  let isDown = false
  const lost = withApply(store, async (changes) => {
    if (isDown) throw new Error('the store does not answer')
    return store.apply(changes)
  })
  const one = await openManagerOver(worlds, memories, { ...options, store: lost })
  const id = await one.built({ tables: { '': 'users', tags: 'tags' } })
  await one.run(id)
  await one.manager.pipelines.advancedEdit(id, { stream: 'logs', tables: { '': 'users' } })
  await one.settled(id)
  const run = await one.manager.runs.start(id)
  await expect.poll(async () => (await store.read('run', run))?.value.engineRun ?? null).not.toBeNull()
  isDown = true
  await expect.poll(() => memories('m').tableNames().toSorted()).toEqual(['tags', 'users'])
  await one.manager.stop({ graceInMs: 0 })
  now += 2_000_000
  const two = await openManagerOver(worlds, memories, { ...options, store, executor: idleExecutor() })
  expect(await two.ended(run)).toMatchObject({ state: 'succeeded' })
  expect(await two.manager.pipelines.read(id)).toMatchObject({ readsEverything: false, tables: { '': 'users' } })
  expect(memories('m').table('users')).toHaveLength(2)
})

test('a run that was broken off because the store was gone goes on: nobody has cancelled it', async () => {
  const [worlds, memories, store] = [byName(newWorld), byName(newMemory), memoryStore()]
  let now = Date.now()
  const options = { clock: () => new Date(now), claimDurationInMs: 1_000_000 }
  let isDown = false
  const lost = withApply(store, async (changes) => {
    if (isDown) throw new Error('the store does not answer')
    return store.apply(changes)
  })
  const one = await openManagerOver(worlds, memories, { ...options, store: lost })
  const id = await one.built({ stream: 'people', tables: { '': 'people' } })
  const gate = newGate()
  worlds('w').gate = (part) => (part === 1 ? gate.pass() : undefined)
  const run = await one.manager.runs.start(id)
  await gate.reached
  await expect.poll(async () => (await store.read('run', run))?.value.engineRun ?? null).not.toBeNull()
  isDown = true
  await one.manager.stop({ graceInMs: 0 })
  gate.open()
  now += 2_000_000
  const two = await openManagerOver(worlds, memories, { ...options, store })
  expect(await two.ended(run)).toMatchObject({ state: 'succeeded', error: '' })
  expect(memories('m').table('people')).toHaveLength(3)
})

test('a run that cannot be claimed does not keep the others from it', async () => {
  const store = memoryStore()
  let poisoned = 0
  const bench = await openManager({
    store: withApply(store, async (changes) => {
      if (changes.some(({ kind, id, type }) => kind === 'run' && id === poisoned && type === 'replace')) {
        throw new Error('this record is broken')
      }
      return store.apply(changes)
    }),
  })
  const one = await bench.built()
  const two = await bench.built({ stream: 'people', tables: { '': 'people' } })
  poisoned = (await store.nextId('run')) + 1
  expect(await bench.manager.runs.start(one)).toBe(poisoned)
  expect(await bench.run(two)).toMatchObject({ state: 'succeeded' })
})

test('a source that does not answer can be cancelled while tables are built, and lets the process stop', async () => {
  const silent = defineConnector({
    name: 'silent',
    title: 'Silent',
    settings: z.strictObject({}),
    connect: () => {
      let checks = 0
      return defineSource({
        name: 'silent',
        check: () => {
          checks += 1
          return isSilent ? new Promise<void>(() => undefined) : Promise.resolve()
        },
        streams: { things: { primaryKey: 'id', columns: { id: 'integer' }, read: async function* () {} } },
      })
    },
  })
  let isSilent = false
  const bench = await openManager({ connectors: [silent] })
  await bench.manager.sources.create({ name: 's', connector: 'silent', settings: {} })
  await bench.manager.destinations.create({ name: 'm', connector: 'memory', settings: { name: 'm' } })
  await bench.manager.sources.test(1)
  isSilent = true
  const id = await bench.manager.pipelines.create({ stream: 'things' })
  const { activeRun } = await bench.manager.pipelines.read(id)
  await expect.poll(async () => (await bench.manager.store.read('run', activeRun ?? 0))?.value.state).toBe('running')
  await bench.manager.runs.cancel(activeRun ?? 0)
  expect(await bench.settled(id)).toMatchObject({ status: 'error_building_tables', raw_msg: 'the build was cancelled' })
  await bench.manager.pipelines.build(id)
  await wait(100)
  await bench.manager.stop({ graceInMs: 0 })
})

test('an asynchronous onEvent that rejects is logged', async () => {
  const logged: string[] = []
  const ignore = (): void => undefined
  const bench = await openManager({
    onEvent: async () => {
      throw new Error('nobody listens')
    },
    logger: { debug: ignore, info: ignore, warn: ignore, error: (fields) => void logged.push(JSON.stringify(fields)) },
  })
  await bench.built()
  await expect.poll(() => logged.join()).toContain('nobody listens')
})

test.for([
  { retention: { runsInMs: Number.NaN } },
  { retention: { runsInMs: -1 } },
  { pollIntervalInMs: 0 },
  { pollIntervalInMs: Number.POSITIVE_INFINITY },
  { claimDurationInMs: 10 ** 12 },
])('options that would do harm are refused: %o', async (options) => {
  expect(await caught(() => openManager(options))).toMatchObject({ code: 'invalid_options' })
})

test('a destination that does not answer holds up neither the schedule nor other pipelines', async () => {
  let now = Date.now()
  const bench = await openManager({ clock: () => new Date(now), claimDurationInMs: 1_000_000 })
  const { source } = await bench.register()
  const slow = await bench.manager.destinations.create({ name: 's', connector: 'memory', settings: { name: 's' } })
  const one = await bench.built({ stream: 'people', source, destination: slow, tables: { '': 'people' } })
  const [only] = (await bench.manager.destinations.list()).filter(({ id }) => id !== slow)
  const two = await bench.built({ source, destination: only?.id ?? 0, period: '1h' })
  const reached = Promise.withResolvers<void>()
  bench.world().gate = () => {
    reached.resolve()
    return new Promise(() => undefined)
  }
  await bench.manager.runs.start(one)
  await reached.promise
  bench.world().gate = () => undefined
  const asked = Promise.withResolvers<void>()
  const inspect = bench.memory('s').inspect.bind(bench.memory('s'))
  const silent = newGate()
  bench.memory('s').inspect = async (options) => {
    asked.resolve()
    await silent.pass()
    return inspect(options)
  }
  now += 7_200_000
  await asked.promise
  await expect.poll(async () => (await bench.manager.runs.list({ pipeline: two }))[0]?.state).toBe('succeeded')
  silent.open()
})
