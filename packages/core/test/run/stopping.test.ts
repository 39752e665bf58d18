import { expect, test } from 'vitest'
import { memoryDestination, runPipeline } from '../../src/index.ts'
import { SourceError } from '../../src/plugin.ts'
import type { Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

test('a deadline stops the run at a savepoint; the next run goes on from there', async () => {
  const destination = memoryDestination()
  let now = Date.parse('2026-01-01T00:00:00Z')
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    function* ({ savepoint }): Generator<Part> {
      for (let page = Number(savepoint ?? 0); page < 4; page += 1) {
        yield { records: [{ id: page }] }
        yield { savepoint: page + 1 }
        now += 1_000
      }
    },
  )
  const options = { source, destination, now: () => now, inferenceWindow: 1 }
  const first = await runPipeline({ ...options, deadline: new Date(now + 2_100) })
  expect(first.status).toBe('paused')
  expect(first.resumeAt).toBeInstanceOf(Date)
  expect(first.streams.users).toMatchObject({ discarded: 0 })
  expect(destination.table('users').length).toBe(first.streams.users.inserted)
  expect(destination.runs()[0]).toMatchObject({ status: 'paused', resumeAt: expect.any(String) })
  const second = await runPipeline(options)
  expect(second.status).toBe('succeeded')
  expect(requests[1]?.savepoint).toBe(first.streams.users.inserted)
  expect(destination.table('users')).toHaveLength(4)
})

test('a deadline that passes while the source is silent still ends the run', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    async function* ({ signal }) {
      yield { records: [{ id: 1 }] }
      yield { savepoint: 1 }
      yield { records: [{ id: 2 }] }
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    },
  )
  const deadline = new Date(Date.now() + 100)
  const { status, streams } = await runPipeline({
    source,
    destination,
    deadline,
    commitAfterRecords: 1,
    inferenceWindow: 1,
  })
  expect(status).toBe('paused')
  expect(streams.users).toMatchObject({ read: 2, inserted: 1, discarded: 1 })
})

test('a quota pauses the run, with what came up to the last savepoint', async () => {
  const destination = memoryDestination()
  const until = new Date('2036-01-01T00:00:00Z')
  const { source } = scriptedSource('users', { primaryKey: 'id', incremental: 'savepoint' }, [
    { records: [{ id: 1 }] },
    { savepoint: 1 },
    { pause: { until, reason: 'quota' } },
    { records: [{ id: 2 }] },
  ])
  const { status, resumeAt, streams } = await runPipeline({ source, destination })
  expect({ status, resumeAt }).toEqual({ status: 'paused', resumeAt: until })
  expect(streams.users).toMatchObject({ read: 1, inserted: 1 })
  expect(destination.savepoints('scripted', 'users')).toMatchObject([{ value: 1 }])
})

test('an error that says when to try again pauses the run like a quota', async () => {
  const destination = memoryDestination()
  const retryAt = new Date('2036-01-01T00:00:00Z')
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    function* ({ savepoint }): Generator<Part> {
      yield { records: [{ id: Number(savepoint ?? 0) }] }
      yield { savepoint: Number(savepoint ?? 0) + 1 }
      if (savepoint === undefined) throw new SourceError({ message: 'the hour is full', isRetryable: true, retryAt })
    },
  )
  const { status, resumeAt, streams, warnings } = await runPipeline({ source, destination })
  expect({ status, resumeAt }).toEqual({ status: 'paused', resumeAt: retryAt })
  expect(streams.users).toMatchObject({ read: 1, inserted: 1, discarded: 0 })
  expect(warnings).toMatchObject([{ code: 'source_paused', stream: 'users' }])
  expect(warnings[0]?.message).toContain('the hour is full')
  expect((await runPipeline({ source, destination })).status).toBe('succeeded')
  expect(requests.map(({ savepoint }) => savepoint)).toEqual([undefined, 1])
  expect(destination.table('users')).toHaveLength(2)
})

test.for(['full', 'incremental'] as const)(
  'a source that cannot list its partitions before a moment pauses the run, mode %s',
  async (mode) => {
    const destination = memoryDestination()
    const retryAt = new Date('2036-01-01T00:00:00Z')
    let isOpen = true
    const { source } = scriptedSource(
      'users',
      {
        primaryKey: 'id',
        incremental: 'savepoint',
        partitions: () => {
          if (isOpen) return ['a']
          throw new SourceError({ message: 'the hour is full', isRetryable: true, retryAt })
        },
      },
      [{ records: [{ id: 1 }] }, { savepoint: 1 }],
    )
    const options = { source, destination, streams: { users: { mode } } }
    expect((await runPipeline(options)).status).toBe('succeeded')
    isOpen = false
    const { status, resumeAt } = await runPipeline(options)
    expect({ status, resumeAt }).toEqual({ status: 'paused', resumeAt: retryAt })
    expect(destination.table('users')).toHaveLength(1)
    isOpen = true
    expect((await runPipeline(options)).status).toBe('succeeded')
  },
)

test('a cancelled run keeps what was committed and leaves no timer behind', async () => {
  const destination = memoryDestination()
  const controller = new AbortController()
  const { source } = scriptedSource('users', { primaryKey: 'id', incremental: 'savepoint' }, async function* () {
    yield { records: [{ id: 1 }] }
    yield { savepoint: 1 }
    yield { records: [{ id: 2 }] }
    controller.abort(new Error('enough'))
    yield { records: [{ id: 3 }] }
  })
  const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const { status, streams } = await runPipeline({
    source,
    destination,
    signal: controller.signal,
    commitAfterRecords: 1,
    inferenceWindow: 1,
  })
  expect(status).toBe('cancelled')
  expect(streams.users.inserted).toBe(1)
  expect(destination.table('users')).toHaveLength(1)
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBeLessThanOrEqual(before)
  expect((await runPipeline({ source, destination })).status).toBe('succeeded')
})

test('a signal that is aborted beforehand starts nothing', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource('users', { primaryKey: 'id' }, [])
  await expect(runPipeline({ source, destination, signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
    'too late',
  )
  expect([requests.length, destination.runs().length]).toEqual([0, 0])
})

test('nothing is read before it is asked for', async () => {
  const destination = memoryDestination()
  const log: string[] = []
  const { source } = scriptedSource('users', { primaryKey: 'id' }, function* () {
    for (let page = 0; page < 3; page += 1) {
      log.push(`read ${page}`)
      yield { records: [{ id: page }] }
    }
  })
  const onEvent = ({ type }: { readonly type: string }): void => void (type === 'batch-staged' && log.push('staged'))
  await runPipeline({ source, destination, inferenceWindow: 1, onEvent })
  expect(log).toEqual(['read 0', 'staged', 'read 1', 'staged', 'read 2', 'staged'])
})

test('a commit that is due does not wait for the first records to be many', async () => {
  const destination = memoryDestination()
  let now = Date.parse('2026-01-01T00:00:00Z')
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    function* ({ savepoint }): Generator<Part> {
      for (let page = Number(savepoint ?? 0); page < 20; page += 1) {
        yield { records: [{ id: page }] }
        yield { savepoint: page + 1 }
        now += 1_000
      }
    },
  )
  const { status, streams } = await runPipeline({
    source,
    destination,
    now: () => now,
    deadline: new Date(now + 5_500),
  })
  expect(status).toBe('paused')
  expect(streams.users.inserted).toBeGreaterThan(2)
  expect(streams.users.discarded).toBe(0)
})
