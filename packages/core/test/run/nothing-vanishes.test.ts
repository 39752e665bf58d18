import { expect, test } from 'vitest'
import { defineSource, memoryDestination, runPipeline } from '../../src/index.ts'
import type { MemoryDestination, StreamDefinition } from '../../src/index.ts'
import { SourceError } from '../../src/plugin.ts'
import type { Confirmation, Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

const ids = (destination: MemoryDestination): readonly unknown[] => destination.table('rows').map((row) => row['id'])
const records = (...numbers: readonly number[]): object[] => numbers.map((id) => ({ id, group: 'g' }))
const grouped: Omit<StreamDefinition, 'read'> = { primaryKey: 'id', incremental: 'savepoint', scopeColumns: ['group'] }
const pause = { pause: { until: new Date('2026-01-01T00:00:00Z'), reason: 'quota' } }
const claim = { complete: { group: 'g' } }

test('a scope over a column that is NULL in every row holds no row', async () => {
  const destination = memoryDestination()
  const rows = (count: number): object[] => Array.from({ length: count }, (_, id) => ({ id, group: null }))
  const { source } = scriptedSource(
    'rows',
    grouped,
    [{ records: rows(20) }, { savepoint: 1 }],
    [{ records: rows(5) }, claim, { savepoint: 2 }],
  )
  await runPipeline({ source, destination })
  const { streams } = await runPipeline({ source, destination, maxDeleted: false })
  expect(streams.rows).toMatchObject({ missing: 0, deleted: 0 })
  expect(ids(destination)).toHaveLength(20)
})

test.each([
  ['a backfill', { canReadRange: true }, { mode: 'range', range: { from: 9 } }, [{ records: records(9) }]],
  ['a skipped read', {}, {}, [{ skipped: 'not now' }]],
] as const)('%s in between does not make an interrupted read forget what it saw', async (_, more, options, between) => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'rows',
    { ...grouped, ...more },
    [{ records: records(1, 2, 3, 4) }, { savepoint: 'all' }],
    [{ records: records(1, 2) }, { savepoint: 'half' }, pause],
    between,
    [{ records: records(3, 4) }, claim, { savepoint: 'all' }],
  )
  const run = (rows: object = {}) => runPipeline({ source, destination, maxDeleted: false, streams: { rows } })
  await run()
  await run()
  await run(options)
  expect((await run()).streams.rows).toMatchObject({ deleted: 0 })
  expect(ids(destination)).toEqual(expect.arrayContaining([1, 2, 3, 4]))
})

test('a record nobody could name suspends deletions until the read that met it has ended, and no longer', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'rows',
    grouped,
    [{ records: records(1, 2, 3, 4) }, { savepoint: 'all' }],
    [{ records: [...records(1), { id: null, group: 'g' }] }, { savepoint: 'half' }, pause],
    [{ records: records(3, 4) }, claim, { savepoint: 'all' }],
    [{ records: records(1, 3, 4) }, claim, { savepoint: 'all' }],
  )
  const run = () => runPipeline({ source, destination })
  await run()
  await run()
  expect((await run()).streams.rows).toMatchObject({ deleted: 0 })
  expect((await run()).streams.rows).toMatchObject({ missing: 1, deleted: 1 })
  expect(ids(destination)).toEqual([1, 3, 4])
})

test('what was claimed complete before a savepoint still counts after a second attempt, and in the next run', async () => {
  const destination = memoryDestination()
  const two = (id: number, group: string): object => ({ id, group })
  const { source } = scriptedSource(
    'rows',
    grouped,
    [{ records: [two(1, 'a'), two(2, 'a'), two(3, 'b'), two(4, 'b'), two(5, 'c')] }, { savepoint: 0 }],
    function* (): Generator<Part> {
      yield { records: [two(1, 'a')] }
      yield { complete: { group: 'a' } }
      yield { savepoint: 1 }
      throw new SourceError({ message: 'gone', isRetryable: true })
    },
    [{ records: [two(3, 'b')] }, { complete: { group: 'b' } }, { savepoint: 2 }, pause],
    [{ records: [two(5, 'c')] }, { savepoint: 3 }],
  )
  const run = () => runPipeline({ source, destination, commitAfterRecords: 1, retryDelayInMs: 1 })
  await run()
  expect((await run()).status).toBe('paused')
  expect(ids(destination)).toEqual([1, 2, 3, 4, 5])
  expect((await run()).streams.rows).toMatchObject({ missing: 2, deleted: 2 })
  expect(ids(destination)).toEqual([1, 3, 5])
})

test('a rebuild is guarded like any other deletion', async () => {
  const destination = memoryDestination()
  const all = Array.from({ length: 50 }, (_, id) => ({ id }))
  const { source } = scriptedSource('rows', { primaryKey: 'id' }, [{ records: all }], [{ records: [] }])
  await runPipeline({ source, destination })
  await expect(runPipeline({ source, destination, naming: 'snake', rebuild: true })).rejects.toMatchObject({
    cause: { code: 'deletion_guard' },
  })
  expect(ids(destination)).toHaveLength(50)
})

test('a row that was confirmed alive can be found missing later', async () => {
  const destination = memoryDestination()
  let rows = records(1, 2, 3)
  let isGone = false
  const source = defineSource({
    name: 'asking',
    streams: {
      rows: {
        primaryKey: 'id',
        partitions: () => ['a'],
        async *read() {
          yield { records: rows }
        },
        async *confirmDeleted(keys): AsyncGenerator<Confirmation> {
          for (const key of keys) yield isGone ? { gone: key } : { record: { id: key, group: 'g' } }
        },
      },
    },
  })
  await runPipeline({ source, destination })
  rows = records(1, 2)
  expect((await runPipeline({ source, destination })).streams.rows).toMatchObject({ alive: 1, deleted: 0 })
  isGone = true
  expect((await runPipeline({ source, destination })).streams.rows).toMatchObject({ missing: 1, deleted: 1 })
})

test('a source that cannot be asked about missing rows keeps them', async () => {
  const destination = memoryDestination()
  let rows = records(1, 2, 3)
  const isDown = true
  const source = defineSource({
    name: 'asking',
    streams: {
      rows: {
        primaryKey: 'id',
        async *read() {
          yield { records: rows }
        },
        async *confirmDeleted([key = 0]): AsyncGenerator<Confirmation> {
          if (isDown) throw new SourceError({ message: '503', isRetryable: true })
          yield { gone: key }
        },
      },
    },
  })
  await runPipeline({ source, destination })
  rows = records(1, 2)
  const { streams, warnings } = await runPipeline({ source, destination })
  expect(streams.rows).toMatchObject({ missing: 1, unknown: 1, deleted: 0, unchanged: 2 })
  expect(warnings.map(({ code }) => code)).toContain('confirm_failed')
})

test('a skipped read moves no cursor', async () => {
  const destination = memoryDestination()
  const byVersion = { primaryKey: 'id', incremental: 'cursor', cursor: 'version' } as const
  const { source, requests } = scriptedSource(
    'rows',
    byVersion,
    [{ records: [{ id: 1, version: 10 }] }, { skipped: 'not now' }],
    [{ records: [{ id: 2, version: 5 }] }],
  )
  await runPipeline({ source, destination })
  await runPipeline({ source, destination })
  expect(requests[1]?.range).toBeUndefined()
  expect(ids(destination)).toEqual([1, 2])
})

test.each([
  [
    'lower',
    [
      { id: 1, version: 2 },
      { id: 2, version: 1 },
    ],
  ],
  [
    'missing',
    [
      { id: 1, version: 2 },
      { id: 2, version: null },
    ],
  ],
])('a stream that breaks its promised order is refused: the next cursor is %s', async (_, rows) => {
  const { source } = scriptedSource(
    'rows',
    { primaryKey: 'id', incremental: 'cursor', cursor: 'version', isSortedByCursor: true },
    [{ records: rows }],
  )
  await expect(runPipeline({ source, destination: memoryDestination() })).rejects.toThrow(/isSortedByCursor/)
})

test('a filter that forgets to answer rejects records instead of deleting rows', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource('rows', { primaryKey: 'id' }, [{ records: records(1, 2, 3) }])
  await runPipeline({ source, destination })
  const filter = (() => undefined) as unknown as () => boolean
  const { streams } = await runPipeline({ source, destination, streams: { rows: { filter } } })
  expect(streams.rows).toMatchObject({ rejected: 3, deletedByFilter: 0 })
  expect(ids(destination)).toEqual([1, 2, 3])
})

test('a filter that refuses nearly everything stops at the guard', async () => {
  const destination = memoryDestination()
  const all = Array.from({ length: 50 }, (_, id) => ({ id }))
  const { source } = scriptedSource('rows', { primaryKey: 'id' }, [{ records: all }])
  await runPipeline({ source, destination })
  const streams = { rows: { filter: (row: Readonly<Record<string, unknown>>) => row['id'] === 1 } }
  await expect(runPipeline({ source, destination, streams })).rejects.toMatchObject({
    cause: { code: 'deletion_guard' },
  })
  expect(ids(destination)).toHaveLength(50)
})
