import { expect, test } from 'vitest'
import { arraySource, InvalidOptionsError, memoryDestination, runPipeline } from '../../src/index.ts'
import { scriptedSource } from '../support/scripted-source.ts'
import { withoutSystem } from '../support/without-system.ts'

test('full by diff: afterwards the table equals the source, and unchanged rows keep their version', async () => {
  const destination = memoryDestination()
  const before = [
    { id: 1, name: 'a', tags: ['x'] },
    { id: 2, name: 'b', tags: ['y', 'z'] },
    { id: 3, name: 'c', tags: [] },
  ]
  await runPipeline({ source: arraySource({ users: { primaryKey: 'id', records: before } }), destination })
  const old = destination.table('users').find((row) => row['id'] === 1)

  const after = [before[0], { id: 2, name: 'b', tags: ['y'] }, { id: 4, name: 'd' }]
  const source = arraySource({ users: { primaryKey: 'id', records: after } })
  const { streams, status } = await runPipeline({ source, destination })

  expect(status).toBe('succeeded')
  expect(streams.users).toMatchObject({
    mode: 'full',
    read: 3,
    inserted: 1,
    updated: 1,
    unchanged: 1,
    missing: 1,
    deleted: 1,
  })
  expect(streams.users.tables).toEqual({
    '': { name: 'users', inserted: 1, updated: 0, deleted: 1 },
    tags: { name: 'users__tags', inserted: 0, updated: 0, deleted: 1 },
  })
  expect(withoutSystem(destination.table('users'))).toEqual([
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
    { id: 4, name: 'd' },
  ])
  expect(destination.table('users').find((row) => row['id'] === 1)).toEqual(old)
})

test('full without a key replaces the rows', async () => {
  const destination = memoryDestination()
  const run = (records: readonly object[]) => runPipeline({ source: arraySource({ lines: records }), destination })
  await run([{ text: 'a' }, { text: 'a' }, { text: 'b', parts: [1, 2] }])
  expect(destination.table('lines')).toHaveLength(3)
  expect(destination.table('lines__parts')).toHaveLength(2)

  const { streams } = await run([{ text: 'c', parts: [3] }])
  expect(streams.lines).toMatchObject({ read: 1, inserted: 1, updated: 0 })
  expect(destination.table('lines').map((row) => row['text'])).toEqual(['c'])
  expect(destination.table('lines__parts').map((row) => row['value'])).toEqual([3])
  const ids = destination.table('lines').map((row) => row['_mr_id'])
  expect(destination.table('lines__parts').map((row) => row['line__mr_id'])).toEqual(ids)
})

test('append adds the rows of each run', async () => {
  const destination = memoryDestination()
  const source = arraySource({ events: [{ kind: 'click' }] })
  const run = () => runPipeline({ source, destination, streams: { events: { mode: 'append' } } })
  await run()
  const { streams } = await run()
  expect(streams.events).toMatchObject({ mode: 'append', inserted: 1 })
  const rows = destination.table('events')
  expect(rows.map((row) => row['kind'])).toEqual(['click', 'click'])
  expect(new Set(rows.map((row) => row['_mr_id'])).size).toBe(2)
})

test('append goes on from savepoints of the source and adds nothing twice', async () => {
  const destination = memoryDestination()
  const log = ['a', 'b']
  const { source } = scriptedSource('events', { incremental: 'savepoint' }, ({ savepoint }) => {
    const start = Number(savepoint ?? 0)
    return [{ records: log.slice(start).map((text) => ({ text })) }, { savepoint: log.length }]
  })
  const run = () => runPipeline({ source, destination, streams: { events: { mode: 'append' } } })
  await run()
  log.push('c')
  await run()
  await run()
  expect(destination.table('events').map((row) => row['text'])).toEqual(['a', 'b', 'c'])
})

test('incremental goes on from the savepoint of the source and merges by key', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [
      {
        records: [
          { id: 1, name: 'a' },
          { id: 2, name: 'b' },
        ],
      },
      { savepoint: { page: 1 } },
    ],
    [{ records: [{ id: 2, name: 'B' }] }, { savepoint: { page: 2 } }],
  )
  const first = await runPipeline({ source, destination })
  expect(first.streams.users).toMatchObject({ mode: 'incremental', inserted: 2 })
  const second = await runPipeline({ source, destination })
  expect(requests.map(({ savepoint, mode }) => [mode, savepoint])).toEqual([
    ['incremental', undefined],
    ['incremental', { page: 1 }],
  ])
  expect(second.streams.users).toMatchObject({ read: 1, updated: 1, deleted: 0 })
  expect(second.streams.users.savepoints['']).toMatchObject({
    connector: 'scripted',
    version: 1,
    sequence: 2,
    value: { page: 2 },
  })
  expect(withoutSystem(destination.table('users'))).toEqual([
    { id: 1, name: 'a' },
    { id: 2, name: 'B' },
  ])
})

test('range backfills and leaves the savepoint alone', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'cursor', cursor: 'version' },
    [{ records: [{ id: 1, version: 5 }] }],
    [{ records: [{ id: 2, version: 9 }] }],
  )
  await runPipeline({ source, destination })
  const streams = { users: { mode: 'range', range: { from: 1, to: 9 } } } as const
  const result = await runPipeline({ source, destination, streams })
  expect(requests[1]).toMatchObject({ mode: 'range', range: { from: 1, to: 9 } })
  expect(result.streams.users.savepoints['']?.value).toEqual({ cursor: '5' })
  expect(destination.table('users')).toHaveLength(2)
})

test.each([
  ['incremental without a key', { incremental: 'savepoint' }, 'incremental', /no primary key.*nothing can be merged/s],
  ['incremental without cursor or savepoints', { primaryKey: 'id' }, 'incremental', /no cursor and no savepoints/],
  ['append with a key', { primaryKey: 'id' }, 'append', /has a primary key/],
  ['append by cursor', { incremental: 'cursor', cursor: 'at' }, 'append', /reads its last value again/],
  ['range that the stream cannot read', { primaryKey: 'id' }, 'range', /cannot read a range/],
  [
    'a mode not offered',
    { primaryKey: 'id', modes: ['full'], incremental: 'savepoint' },
    'incremental',
    /offered are: full/,
  ],
] as const)('%s is refused, not turned into something else', async (_, definition, mode, message) => {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', definition, [])
  const range = mode === 'range' ? { range: { from: 1 } } : {}
  const run = runPipeline({ source, destination, streams: { users: { mode, ...range } } })
  await expect(run).rejects.toThrow(message)
  await expect(run).rejects.toSatisfy(InvalidOptionsError.isInstance)
  expect(destination.runs()).toEqual([])
})
