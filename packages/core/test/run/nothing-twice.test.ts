import { expect, test } from 'vitest'
import { arraySource, defineSource, memoryDestination, runPipeline } from '../../src/index.ts'
import { SourceError } from '../../src/plugin.ts'
import type { Destination, Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

test('append refuses records after the last savepoint, which every run would add again', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('rows', { incremental: 'savepoint' }, [
    { records: [{ a: 1 }] },
    { savepoint: 1 },
    { records: [{ a: 2 }] },
  ])
  const run = runPipeline({ source, destination, streams: { rows: { mode: 'append' } } })
  await expect(run).rejects.toThrow(/after its last savepoint/)
  expect(destination.tableNames().flatMap((name) => destination.table(name))).toEqual([])
})

test('rows and rejects of a stream without a key never share an id', async () => {
  const destination = memoryDestination()
  let isMended = false
  const { source } = scriptedSource(
    'rows',
    { incremental: 'savepoint' },
    function* (): Generator<Part> {
      yield { records: [{ a: 0 }] }
      yield { records: [{ a: 1, isBad: true }] }
      yield { savepoint: 1 }
      throw new SourceError({ message: 'gone', isRetryable: true })
    },
    [{ records: [{ a: 2, isBad: true }] }, { savepoint: 2 }],
    [{ records: [{ a: 3 }] }, { savepoint: 3 }],
  )
  const transform = (row: Readonly<Record<string, unknown>>) => {
    if (row['isBad'] === true && !isMended) throw new Error('not yet')
    return row
  }
  const run = () =>
    runPipeline({
      source,
      destination,
      commitAfterRecords: 1,
      inferenceWindow: 1,
      retryDelayInMs: 1,
      streams: { rows: { mode: 'append', transform } },
    })
  expect((await run()).streams.rows).toMatchObject({ rejected: 2 })
  expect(destination.rejects('scripted', 'rows')).toHaveLength(2)
  isMended = true
  expect((await run()).streams.rows).toMatchObject({ retried: 2, read: 1, inserted: 3 })
  expect(new Set(destination.table('rows').map((row) => row['_mr_id'])).size).toBe(4)
})

test('a transform that changes its record in place is applied once, also when the record is tried again', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'rows',
    { primaryKey: 'id', incremental: 'savepoint' },
    [{ records: [{ id: 1, nested: { price: 10 } }] }, { savepoint: 1 }],
    [{ records: [{ id: 2, nested: { price: 10 }, more: 1 }] }, { savepoint: 2 }],
    [],
  )
  const run = (drift: 'evolve' | 'discardRecord') =>
    runPipeline({
      source,
      destination,
      drift,
      streams: {
        rows: {
          transform: (row) => {
            const nested = row['nested'] as { price: number }
            nested.price *= 100
            return row
          },
        },
      },
    })
  await run('discardRecord')
  expect((await run('discardRecord')).streams.rows).toMatchObject({ rejected: 1 })
  expect((await run('evolve')).streams.rows).toMatchObject({ retried: 1, inserted: 1 })
  expect(destination.table('rows').map((row) => row['nested__price'])).toEqual([1_000, 1_000])
})

test('atomic: a stream that paused holds the others back, retries included', async () => {
  const destination = memoryDestination()
  let isMended = false
  const source = defineSource({
    name: 'two',
    streams: {
      users: {
        primaryKey: 'id',
        incremental: 'savepoint',
        async *read({ savepoint }) {
          yield { records: savepoint === undefined ? [{ id: 1 }, { id: 2 }] : [] }
          yield { savepoint: 1 }
        },
      },
      teams: {
        primaryKey: 'id',
        incremental: 'savepoint',
        async *read() {
          yield { records: [{ id: 1 }] }
          yield { savepoint: 1 }
          if (isMended) yield { pause: { until: new Date(0), reason: 'quota' } }
        },
      },
    },
  })
  const users = {
    transform: (user: Readonly<Record<string, unknown>>) => {
      if (user['id'] === 2 && !isMended) throw new Error('not yet')
      return user
    },
  }
  const run = () => runPipeline({ source, destination, atomic: true, streams: { users, teams: true } })
  await run()
  isMended = true
  expect((await run()).status).toBe('paused')
  expect(destination.table('users').map((row) => row['id'])).toEqual([1])
})

test('a refresh begun by another version of the connector is begun anew', async () => {
  const destination = memoryDestination()
  let isBroken = true
  const make = (savepointVersion: number) =>
    defineSource({
      name: 'shop',
      savepointVersion,
      streams: {
        rows: {
          primaryKey: 'id',
          async *read({ savepoint }) {
            yield { records: [{ id: savepoint === undefined ? 'first' : 'second' }] }
            yield { savepoint: 1 }
            if (isBroken) throw new Error('broken line')
          },
        },
      },
    })
  await expect(runPipeline({ source: make(1), destination, commitAfterRecords: 1 })).rejects.toThrow('broken line')
  isBroken = false
  const { streams } = await runPipeline({ source: make(2), destination })
  expect(streams.rows).toMatchObject({ carried: 0, inserted: 1 })
  expect(destination.table('rows')).toMatchObject([{ id: 'first' }])
})

test('types are learned from the first records that are stored, not from those that are filtered', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'rows',
    { primaryKey: 'id', partitions: () => ['a', 'b'] },
    async function* ({ partition }) {
      if (partition === 'b') yield { records: [{ id: 'b', value: 'text' }] }
      yield { records: [{ id: 'a1', value: 'text', isHidden: true }] }
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
      yield { records: [{ id: `${partition}2`, value: 7 }] }
    },
  )
  const filter = (row: Readonly<Record<string, unknown>>): boolean => row['isHidden'] !== true
  await runPipeline({ source, destination, inferenceWindow: 1, streams: { rows: { filter } } })
  const [root] = destination.describe()[0]?.schema.tables ?? []
  expect(root?.columns.find(({ name }) => name === 'value')?.type).toBe('integer')
})

test('a pause ends the reading, also among the first records', async () => {
  let pulls = 0
  const { source } = scriptedSource('rows', { primaryKey: 'id' }, function* () {
    while (true) {
      pulls += 1
      yield { pause: { until: new Date(0), reason: 'quota' } }
    }
  })
  expect((await runPipeline({ source, destination: memoryDestination() })).status).toBe('paused')
  expect(pulls).toBe(1)
})

test.each(['open', 'stage', 'publish'] as const)(
  'a destination that never answers %s ends the run',
  async (operation) => {
    const memory = memoryDestination()
    const never = (): Promise<never> => new Promise(() => {})
    const destination: Destination = {
      ...memory,
      open: async (request) => {
        if (operation === 'open') return never()
        const session = await memory.open(request)
        return new Proxy(session, {
          get: (target, name) => {
            const member: unknown = Reflect.get(target, name)
            if (name === operation) return never
            return typeof member === 'function' ? member.bind(target) : member
          },
        })
      },
    }
    const source = arraySource({ rows: { primaryKey: 'id', records: [{ id: 1 }] } })
    const run = runPipeline({ source, destination, stallTimeoutInMs: 700, maxAttempts: 1 })
    await expect(run).rejects.toThrow(new RegExp(`${operation} did not answer within 700 ms`))
  },
)

test('a transform that never answers ends the run', async () => {
  const source = arraySource({ rows: { primaryKey: 'id', records: [{ id: 1 }] } })
  const streams = { rows: { transform: () => new Promise<never>(() => {}) } }
  const run = runPipeline({ source, destination: memoryDestination(), streams, stallTimeoutInMs: 700, maxAttempts: 1 })
  await expect(run).rejects.toMatchObject({ cause: { code: 'stalled' } })
})

test('rows that are appended by a full read come once, though it broke after a savepoint', async () => {
  const destination = memoryDestination()
  let attempts = 0
  const { source } = scriptedSource('log', {}, function* (): Generator<Part> {
    attempts += 1
    yield { records: [{ n: 1 }] }
    yield { savepoint: 1 }
    yield { records: [{ n: 2 }] }
    yield { savepoint: 2 }
    if (attempts === 1) throw new SourceError({ message: 'the connection broke', isRetryable: true })
    yield { records: [{ n: 3 }] }
  })
  await runPipeline({
    source,
    destination,
    streams: { log: { mode: 'append' } },
    commitAfterRecords: 1,
    inferenceWindow: 1,
    retryDelayInMs: 1,
  })
  expect([attempts, destination.table('log').map(({ n }) => n)]).toEqual([2, [1, 2, 3]])
})
