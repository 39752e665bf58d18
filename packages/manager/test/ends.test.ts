import { defineConnector } from '@millrace/core/plugin'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { caught, openManager, testKeys } from './support/open-manager.ts'

const token = 'correct-horse-battery'

test('settings are checked by the schema of the connector, with all problems at once', async () => {
  const { manager } = await openManager()
  const create = (): Promise<number> =>
    manager.sources.create({ name: 's', connector: 'test', settings: { token: 1, colour: 'red' } })
  const error = await caught(create)
  expect(error).toMatchObject({ code: 'invalid_options' })
  for (const part of ['world', 'token', 'colour']) expect(error.message).toContain(part)
  const unknown = await caught(() => manager.sources.create({ name: 's', connector: 'tset', settings: {} }))
  expect(unknown.message).toMatch(/tset; the manager was given: test, other/)
})

test('connectors are described for forms, secrets marked', async () => {
  const { manager } = await openManager()
  expect(manager.sources.connectors()[0]).toMatchObject({
    name: 'test',
    title: 'Test',
    settings: { properties: { token: { isSecret: true } } },
  })
  expect(manager.destinations.connectors()[0]).toMatchObject({ deltaOptions: { properties: { keepsDays: {} } } })
})

test('a secret leaves through no read, no error and no run', async () => {
  const bench = await openManager()
  const { manager } = bench
  await manager.destinations.create({ name: 'm', connector: 'memory', settings: { name: 'm' } })
  const id = await manager.sources.create({ name: 's', connector: 'test', settings: { world: 'w', token } })
  const view = await manager.sources.read(id)
  expect(view.settings).toEqual({ world: 'w', token: { kept: '/token' } })
  bench.world().checkError = 'refused'
  expect(await manager.sources.test(id)).toEqual({ isOk: false, error: 'refused ([redacted])' })
  bench.world().checkError = undefined
  const pipeline = await bench.built()
  bench.world().readError = 'no entry'
  const run = await bench.run(pipeline)
  expect(run.error).toBe('no entry ([redacted])')
  const stored = await manager.store.list('run', {})
  const everything = JSON.stringify([stored, await manager.store.list('source', {}), bench.events, view])
  expect(everything).not.toContain(token)
})

test('what was read can be written back: secrets stay', async () => {
  const bench = await openManager()
  const { sources } = bench.manager
  const id = await sources.create({ name: 's', connector: 'test', settings: { world: 'w', token } })
  const { settings } = await sources.read(id)
  await sources.update(id, { name: 't', settings: { ...(settings as object), world: 'v' } })
  expect(await sources.read(id)).toMatchObject({ name: 't', settings: { world: 'v' }, lastTest: null })
  bench.world('v').checkError = 'refused'
  expect((await sources.test(id)).error).toBe('refused ([redacted])')
})

test('settings can be tested before they are registered', async () => {
  const { manager, world } = await openManager()
  world('x').checkError = 'refused'
  expect(await manager.sources.testSettings({ connector: 'test', settings: { world: 'x', token } })).toEqual({
    isOk: false,
    error: 'refused ([redacted])',
  })
  expect(await manager.sources.list()).toEqual([])
})

test('deleting is refused while pipelines use it', async () => {
  const bench = await openManager()
  const id = await bench.built({ name: 'People' })
  const { source = 0, destination = 0 } = await bench.manager.pipelines.choices()
  const error = await caught(() => bench.manager.sources.delete(source))
  expect(error).toMatchObject({ code: 'source_is_used' })
  expect(error.message).toContain(`${id} (People)`)
  expect(await caught(() => bench.manager.destinations.delete(destination))).toMatchObject({
    code: 'destination_is_used',
  })
  await bench.manager.pipelines.delete(id)
  await bench.manager.sources.delete(source)
  await bench.manager.destinations.delete(destination)
  expect(await bench.manager.sources.list()).toEqual([])
})

test('a source that is not active runs nothing; what is due waits', async () => {
  let now = new Date('2026-03-01T00:00:00Z')
  const bench = await openManager({ clock: () => now })
  const id = await bench.built({ period: '1h' })
  const { source = 0 } = await bench.manager.pipelines.choices()
  await bench.manager.sources.setActive(source, false)
  expect(await caught(() => bench.manager.runs.start(id))).toMatchObject({ code: 'source_is_not_active' })
  now = new Date('2026-03-01T03:00:00Z')
  await bench.manager.sources.setActive(source, true)
  await expect.poll(async () => (await bench.manager.runs.list()).length).toBe(1)
})

test('keys can be changed: what another key has sealed is opened as long as it is given', async () => {
  const bench = await openManager()
  await bench.manager.sources.create({ name: 's', connector: 'test', settings: { world: 'w', token } })
  const keys = [{ id: 'new', key: 'c'.repeat(64) }, ...testKeys]
  const later = await openManager({ store: bench.manager.store, secrets: { keys } })
  later.world().checkError = 'refused'
  expect((await later.manager.sources.test(1)).error).toBe('refused ([redacted])')
})

test('a new mode of a destination cancels runs where that is asked for', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const { destination = 0 } = await bench.manager.pipelines.choices()
  const reached = Promise.withResolvers<void>()
  bench.world().gate = () => {
    reached.resolve()
    return new Promise(() => undefined)
  }
  const run = await bench.manager.runs.start(id)
  await reached.promise
  await bench.manager.destinations.setMode(destination, 'maintenance', { cancelRuns: true })
  expect(await bench.ended(run)).toMatchObject({ state: 'cancelled', error: '' })
})

test('what a plug-in says of settings that it cannot use holds no secrets', async () => {
  const leaky = defineConnector({
    name: 'leaky',
    title: 'Leaky',
    settings: z.strictObject({ token: z.string().meta({ isSecret: true }) }),
    connect: ({ token: given }) => {
      throw new Error(`${given} cannot be read`)
    },
  })
  const { manager } = await openManager({ connectors: [leaky] })
  const id = await manager.sources.create({ name: 'l', connector: 'leaky', settings: { token } })
  expect(await manager.sources.test(id)).toEqual({ isOk: false, error: '[redacted] cannot be read' })
  expect((await caught(() => manager.sources.streams(id))).message).toBe('[redacted] cannot be read')
})

test('a queued run waits while an end is not active', async () => {
  const bench = await openManager()
  const id = await bench.built()
  const { source = 0 } = await bench.manager.pipelines.choices()
  bench.world().pauseUntil = new Date(Date.now() + 100)
  const run = await bench.manager.runs.start(id)
  await expect.poll(async () => (await bench.manager.runs.read(run)).resumeAt).not.toBeNull()
  await bench.manager.sources.setActive(source, false)
  const { reads } = bench.world()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(bench.world().reads).toBe(reads)
  await bench.manager.sources.setActive(source, true)
  expect(await bench.ended(run)).toMatchObject({ state: 'succeeded' })
})
