import { expect, test } from 'vitest'
import { memoryDestination, runPipeline } from '../../src/index.ts'
import type { StreamDefinition } from '../../src/index.ts'
import type { Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

const startedAt = Date.parse('2026-03-01T12:00:00Z')
const byTime: Omit<StreamDefinition, 'read'> = { primaryKey: 'id', incremental: 'cursor', cursor: 'at' }

function record(id: number, at: string, name = `n${id}`): object {
  return { id, at, name }
}

test('the first read has no bounds, the next begins at the highest cursor', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource('users', byTime, [
    { records: [record(2, '2026-02-02T00:00:00Z'), record(1, '2026-02-01T00:00:00.5+01:00')] },
  ])
  const first = await runPipeline({ source, destination, now: () => startedAt })
  expect(first.streams.users.savepoints['']?.value).toEqual({ cursor: '2026-02-02T00:00:00Z' })
  const second = await runPipeline({ source, destination, now: () => startedAt })
  expect(requests.map(({ range, savepoint }) => ({ range, savepoint }))).toEqual([
    { range: undefined, savepoint: undefined },
    { range: { from: '2026-02-02T00:00:00Z' }, savepoint: undefined },
  ])
  expect(second.streams.users).toMatchObject({ read: 2, unchanged: 2, updated: 0 })
})

test('the savepoint does not move beyond the moment the reading began', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', byTime, [{ records: [record(1, '2026-03-01T12:00:07Z')] }])
  const { streams } = await runPipeline({ source, destination, now: () => startedAt })
  expect(streams.users.savepoints['']?.value).toEqual({ cursor: '2026-03-01T12:00:00Z' })
  expect(destination.table('users')).toHaveLength(1)
})

test('it never moves back, whatever comes later', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    byTime,
    [{ records: [record(1, '2026-02-02T00:00:00Z')] }],
    [{ records: [record(2, '2026-01-01T00:00:00Z')] }],
    [],
  )
  const run = () => runPipeline({ source, destination, now: () => startedAt })
  await run()
  const second = await run()
  const third = await run()
  for (const { streams } of [second, third]) {
    expect(streams.users.savepoints['']?.value).toEqual({ cursor: '2026-02-02T00:00:00Z' })
  }
})

test.each([
  ['time', '2026-02-02T00:00:00.000001Z', { from: '2026-02-01T23:59:00Z' }, 60_000],
  ['integer', 100, { from: 90 }, 10],
  ['integer beyond numbers', 9_007_199_254_740_993n, { from: '9007199254740983' }, 10],
] as const)('look-back: %s', async (_, cursor, range, lookBack) => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource('users', { ...byTime, lookBack }, [{ records: [{ id: 1, at: cursor }] }])
  await runPipeline({ source, destination })
  await runPipeline({ source, destination })
  expect(requests[1]?.range).toEqual(range)
})

test('the higher cursor wins, on a tie the later read, and the loser is counted', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    byTime,
    [{ records: [record(1, '2026-02-02T00:00:00Z', 'new'), record(1, '2026-02-01T00:00:00Z', 'old')] }],
    [{ records: [record(1, '2026-02-02T00:00:00Z', 'tie'), record(2, '2026-02-02T00:00:00Z')] }],
    [{ records: [record(1, '2026-01-01T00:00:00Z', 'stale')] }],
  )
  const run = () => runPipeline({ source, destination, now: () => startedAt })
  expect((await run()).streams.users).toMatchObject({ read: 2, inserted: 1, superseded: 1 })
  expect(destination.table('users')[0]).toMatchObject({ name: 'new' })
  expect((await run()).streams.users).toMatchObject({ read: 2, inserted: 1, updated: 1 })
  expect(destination.table('users')[0]).toMatchObject({ name: 'tie' })
  expect((await run()).streams.users).toMatchObject({ read: 1, superseded: 1 })
  expect(destination.table('users')[0]).toMatchObject({ name: 'tie' })
})

test('a full refresh does not look at stored cursors: the source is right', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    byTime,
    [{ records: [record(1, '2026-02-02T00:00:00Z', 'a')] }],
    [{ records: [record(1, '2026-01-01T00:00:00Z', 'restored')] }],
  )
  await runPipeline({ source, destination, now: () => startedAt })
  const streams = { users: { mode: 'full' } } as const
  const { streams: counts } = await runPipeline({ source, destination, streams, now: () => startedAt })
  expect(counts.users).toMatchObject({ updated: 1, superseded: 0 })
  expect(counts.users.savepoints['']?.value).toEqual({ cursor: '2026-01-01T00:00:00Z' })
})

test('a read in the order of the cursor is committed in the middle', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource(
    'users',
    { ...byTime, isSortedByCursor: true },
    function* () {
      yield { records: [record(1, '2026-01-01T00:00:00Z')] }
      yield { records: [record(2, '2026-01-02T00:00:00Z')] }
      throw new Error('broken line')
    },
    [{ records: [record(2, '2026-01-02T00:00:00Z'), record(3, '2026-01-03T00:00:00Z')] }],
  )
  const run = () => runPipeline({ source, destination, commitAfterRecords: 1, inferenceWindow: 1 })
  await expect(run()).rejects.toThrow('broken line')
  expect(destination.table('users')).toHaveLength(2)
  await run()
  expect(requests[1]?.range).toEqual({ from: '2026-01-02T00:00:00Z' })
  expect(destination.table('users')).toHaveLength(3)
})

test('a read in no order is committed at its end only', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource('users', byTime, function* () {
    yield { records: [record(1, '2026-01-02T00:00:00Z')] }
    throw new Error('broken line')
  })
  const run = () => runPipeline({ source, destination, commitAfterRecords: 1, inferenceWindow: 1 })
  const error: unknown = await run().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'run_failed', result: { streams: { users: { read: 1, discarded: 1 } } } })
  expect(destination.tableNames().flatMap((name) => destination.table(name))).toEqual([])
  await expect(run()).rejects.toThrow('broken line')
  expect(requests[1]?.range).toBeUndefined()
})

test('a full refresh of a cursor stream goes on from what the source yielded itself', async () => {
  const destination = memoryDestination()
  let isBroken = true
  const { source, requests } = scriptedSource('users', byTime, function* ({ savepoint, mode }): Generator<Part> {
    if (savepoint === undefined) {
      yield { records: [record(1, '2026-02-05T00:00:00Z')] }
      if (mode === 'full') yield { savepoint: { page: 2 } }
    }
    if (isBroken) throw new Error('broken line')
    yield { records: [record(2, '2026-02-01T00:00:00Z')] }
  })
  const run = (mode: 'full' | 'incremental') =>
    runPipeline({
      source,
      destination,
      now: () => startedAt,
      commitAfterRecords: 1,
      inferenceWindow: 1,
      streams: { users: { mode } },
    })
  await expect(run('full')).rejects.toThrow('broken line')
  isBroken = false
  const { streams } = await run('full')
  expect(requests[1]).toMatchObject({ savepoint: { page: 2 }, range: undefined })
  expect(streams.users).toMatchObject({ carried: 1, read: 1, inserted: 2 })
  expect(streams.users.savepoints['']?.value).toEqual({ cursor: '2026-02-05T00:00:00Z' })
  await run('incremental')
  expect(requests[2]).toMatchObject({ savepoint: undefined, range: { from: '2026-02-05T00:00:00Z' } })
})
