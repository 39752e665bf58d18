import { expect, test } from 'vitest'
import { defineSource, memoryDestination, runPipeline } from '../../src/index.ts'
import { SavepointLostError, SourceError } from '../../src/plugin.ts'
import type { Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

/** Three partitions of two records; `b` breaks after its first record as long as it is told to. */
function spaces() {
  const state = { isBroken: false, reads: [] as string[], version: 1 }
  const source = defineSource({
    name: 'spaces',
    streams: {
      users: {
        primaryKey: 'id',
        partitions: () => ['a', 'b', 'c'],
        async *read({ partition, savepoint }) {
          state.reads.push(`${partition}:${JSON.stringify(savepoint ?? null)}`)
          if (savepoint === undefined) {
            yield { records: [{ id: `${partition}1`, version: state.version }] }
            yield { savepoint: 1 }
          }
          if (partition === 'b' && state.isBroken) throw new Error('broken line')
          yield { records: [{ id: `${partition}2`, version: state.version }] }
        },
      },
    },
  })
  return { state, source }
}

test('a full refresh that broke off shows the old rows, and goes on without reading what is done', async () => {
  const destination = memoryDestination()
  const { state, source } = spaces()
  await runPipeline({ source, destination })
  const old = destination.table('users')

  state.isBroken = true
  state.version = 2
  state.reads = []
  const error: unknown = await runPipeline({ source, destination, commitAfterRecords: 1 }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ result: { status: 'failed', streams: { users: { read: 5, pending: 5, updated: 0 } } } })
  expect(destination.table('users')).toEqual(old)

  state.isBroken = false
  state.reads = []
  const { streams } = await runPipeline({ source, destination })
  expect(state.reads).toEqual(['b:1'])
  expect(streams.users).toMatchObject({ carried: 5, read: 1, updated: 6, pending: 0, deleted: 0 })
  expect(destination.table('users').map((row) => row['version'])).toEqual([2, 2, 2, 2, 2, 2])
})

test('a refresh that is too old, or of another definition, is begun anew', async () => {
  const { state, source } = spaces()
  state.isBroken = true
  let now = Date.parse('2026-01-01T00:00:00Z')
  const destination = memoryDestination({ now: () => now })
  const run = (streams = {}) =>
    runPipeline({ source, destination, streams: { users: streams }, now: () => now, maxGenerationAgeInMs: 1_000 })
  await expect(run()).rejects.toThrow('broken line')
  state.reads = []
  await expect(run({ filter: { version: '2', apply: () => true } })).rejects.toThrow('broken line')
  expect(state.reads).toHaveLength(3)
  state.isBroken = false
  state.reads = []
  now += 5_000
  const { streams, warnings } = await run({ filter: { version: '2', apply: () => true } })
  expect(state.reads).toHaveLength(3)
  expect(streams.users).toMatchObject({ carried: 0, read: 6, inserted: 6 })
  expect(warnings.map(({ code }) => code)).toContain('generation_discarded')
})

test('an incremental run goes on with a refresh that is under way', async () => {
  const destination = memoryDestination()
  let isBroken = true
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint', partitions: () => ['a', 'b'] },
    function* ({ partition }) {
      yield { records: [{ id: partition }] }
      yield { savepoint: 'end' }
      if (partition === 'b' && isBroken) throw new Error('broken line')
    },
  )
  await expect(runPipeline({ source, destination, streams: { users: { mode: 'full' } } })).rejects.toThrow(
    'broken line',
  )
  isBroken = false
  const { streams } = await runPipeline({ source, destination })
  expect(streams.users).toMatchObject({ carried: 1, read: 1, inserted: 2 })
  expect(Object.keys(streams.users.savepoints)).toEqual(['a', 'b'])
  await runPipeline({ source, destination })
  expect(requests.slice(-2).map(({ savepoint, mode }) => [mode, savepoint])).toEqual([
    ['incremental', 'end'],
    ['incremental', 'end'],
  ])
})

test('a changed filter reads everything again, once', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    ({ savepoint }) => [
      {
        records:
          savepoint === undefined
            ? [
                { id: 1, age: 20 },
                { id: 2, age: 40 },
              ]
            : [],
      },
      { savepoint: 1 },
    ],
  )
  const run = (limit: number) =>
    runPipeline({
      source,
      destination,
      streams: { users: { filter: { version: `over ${limit}`, apply: (user) => Number(user['age']) > limit } } },
    })
  await run(30)
  const { streams, warnings } = await run(10)
  expect(streams.users).toMatchObject({ read: 2, inserted: 1, unchanged: 1 })
  expect(warnings.map(({ message }) => message).join()).toMatch(/everything is read again: filter changed its version/)
  expect((await run(10)).streams.users.read).toBe(0)
  expect(requests.map(({ mode }) => mode)).toEqual(['incremental', 'full', 'incremental'])
})

test('a backfill that broke off is still due', async () => {
  const destination = memoryDestination()
  let isBroken = false
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    function* ({ savepoint }) {
      yield { records: savepoint === undefined ? [{ id: 1, extra: 'x' }] : [] }
      if (isBroken) throw new Error('broken line')
      yield { savepoint: 1 }
    },
  )
  const run = (version: string, now: number) =>
    runPipeline({
      source,
      destination,
      now: () => now,
      streams: { users: { transform: { version, apply: (user) => ({ ...user, [`v${version}`]: true }) } } },
    })
  await run('1', 0)
  isBroken = true
  await expect(run('2', 0)).rejects.toThrow('broken line')
  isBroken = false
  // By now the refresh that was begun is too old to be resumed.
  await run('2', 8 * 86_400_000)
  expect(requests.map(({ mode }) => mode)).toEqual(['incremental', 'full', 'full'])
  expect(destination.table('users')).toMatchObject([{ id: 1, v2: true }])
})

test('a rebuild is asked for, then makes the tables anew in one commit', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', { primaryKey: 'id', incremental: 'savepoint' }, ({ savepoint }) => [
    { records: savepoint === undefined ? [{ id: 1, firstName: 'Ada' }] : [] },
    { savepoint: 1 },
  ])
  await runPipeline({ source, destination })
  await expect(runPipeline({ source, destination, naming: 'snake' })).rejects.toMatchObject({
    cause: { code: 'definition_changed', message: expect.stringMatching(/naming changed.*rebuild/s) },
  })
  expect(destination.table('users')[0]).toHaveProperty('firstname')
  const { streams } = await runPipeline({ source, destination, naming: 'snake', rebuild: true })
  expect(streams.users).toMatchObject({ read: 1 })
  expect(destination.table('users')[0]).toMatchObject({ id: 1, first_name: 'Ada' })
  expect(destination.table('users')[0]).not.toHaveProperty('firstname')
  expect((await runPipeline({ source, destination, naming: 'snake', rebuild: true })).streams.users.read).toBe(0)
})

test('a lost savepoint fails the run, or is answered by reading everything again', async () => {
  const destination = memoryDestination()
  let reads = 0
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    function* ({ savepoint }): Generator<Part> {
      reads += 1
      if (savepoint !== undefined) throw new SavepointLostError('the log was pruned')
      yield { records: [{ id: reads }] }
      yield { savepoint: reads }
    },
  )
  await runPipeline({ source, destination })
  await expect(runPipeline({ source, destination })).rejects.toMatchObject({ cause: { code: 'savepoint_lost' } })
  const { streams, status } = await runPipeline({ source, destination, onGap: 'refresh' })
  expect(status).toBe('succeeded')
  expect(streams.users).toMatchObject({ read: 1, inserted: 1, deleted: 1 })
})

test('a partition that fails alone lets the others commit, then the run fails', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint', partitions: () => ['a', 'b', 'c'] },
    function* ({ partition }) {
      yield { records: [{ id: partition }] }
      yield { savepoint: partition }
      if (partition === 'b') throw new SourceError({ message: 'b is down' })
    },
  )
  const error: unknown = await runPipeline({ source, destination }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({
    message: expect.stringContaining('b is down'),
    result: { streams: { users: { inserted: 2, discarded: 1 } } },
  })
  expect(destination.table('users').map((row) => row['id'])).toEqual(['a', 'c'])
  expect(destination.savepoints('scripted', 'users').map(({ partition }) => partition)).toEqual(['a', 'c'])
  expect(destination.runs()[0]).toMatchObject({ status: 'failed', error: expect.stringContaining('b is down') })
})
