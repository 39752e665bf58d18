import type { Part } from '@millrace/core/plugin'
import { InvalidOptionsError, SavepointLostError } from '@millrace/core/plugin'
import { describe, expect, test } from 'vitest'
import { silentLogger } from '../src/silent-logger.ts'
import { payloadHash } from '../src/synthetic-source/synthetic-record.ts'
import type { SyntheticOptions } from '../src/synthetic-source/synthetic-options.ts'
import { syntheticSource } from '../src/synthetic-source/synthetic-source.ts'
import {
  collect,
  deletedOf,
  idsOf,
  readParts,
  readRecords,
  recordsOf,
  requestOf,
  savepointsOf,
} from './read-synthetic.ts'

describe('records', () => {
  test('follow from the seed', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => syntheticSource({ seed, rows: 30 }).world.truth())
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
  })

  test('carry a hash of their payload, and another one in every version', () => {
    const { world } = syntheticSource({ rows: 30 })
    const before = world.truth()
    expect(before.map((record) => record['payloadHash'])).toEqual(before.map(payloadHash))
    world.update(30)
    const hashes = [...before, ...world.truth()].map((record) => record['payloadHash'])
    expect(new Set(hashes).size).toBe(60)
  })

  test('have nested objects, arrays of objects with arrays inside, and arrays of scalars', () => {
    const records = syntheticSource({ rows: 30 }).world.truth()
    expect(records).toContainEqual(
      expect.objectContaining({
        owner: { name: expect.any(String), address: { city: expect.any(String), zip: expect.any(String) } },
        labels: expect.arrayContaining([expect.any(String)]),
        lines: expect.arrayContaining([
          expect.objectContaining({ tags: expect.arrayContaining([expect.any(String)]) }),
        ]),
      }),
    )
  })

  test('cost nothing before they are read', () => {
    expect(syntheticSource({ rows: 1e9, ties: 7 }).world.now()).toEqual(
      new Date(Date.UTC(2026, 0, 1) + 142_857_142_000),
    )
  })

  test('share update times, and carry some that lie back', () => {
    const times = syntheticSource({ rows: 6, ties: 3, late: { every: 5, byInMs: 10_000 } })
      .world.truth()
      .map((record) => String(record['updatedAt']).slice(0, 19))
    expect(times).toEqual([
      '2026-01-01T00:00:00',
      '2026-01-01T00:00:00',
      '2026-01-01T00:00:00',
      '2026-01-01T00:00:01',
      '2025-12-31T23:59:51',
      '2026-01-01T00:00:01',
    ])
  })
})

describe('a full read', () => {
  const shapes: readonly SyntheticOptions[] = [{}, { key: 'text' }, { key: 'composite' }, { key: 'none' }]

  test.each(shapes)('brings the truth, partition by partition: %o', async (shape) => {
    const synthetic = syntheticSource({ ...shape, rows: 25, partitions: 3, pageSize: 4 })
    synthetic.world.remove(5)
    synthetic.world.update(5)
    const reads = await Promise.all(['p0', 'p1', 'p2'].map((partition) => readRecords(synthetic, { partition })))
    expect(reads.flat()).toEqual(synthetic.world.truth())
  })

  test('comes in no order when it is unsorted', async () => {
    const ids = idsOf(await readRecords(syntheticSource({ rows: 25, isUnsorted: true })))
    const sorted = [...ids].map(Number).sort((left, right) => left - right)
    expect(ids).not.toEqual(sorted)
    expect(sorted).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
  })

  test('shows what stood when it began', async () => {
    const synthetic = syntheticSource({ rows: 20, pageSize: 5 })
    const before = synthetic.world.truth()
    const parts: Part[] = []
    for await (const part of synthetic.stream.read(requestOf())) {
      parts.push(part)
      synthetic.world.update(3)
    }
    expect(recordsOf(parts)).toEqual(before)
  })
})

describe('an incremental read', () => {
  test('from a savepoint brings what happened since, in its order', async () => {
    const synthetic = syntheticSource({ rows: 10, incremental: 'savepoint' })
    const savepoint = savepointsOf(await readParts(synthetic, { mode: 'incremental' })).at(-1)
    synthetic.world.update([3])
    synthetic.world.remove([3, 4])
    synthetic.world.update([4])
    const parts = await readParts(synthetic, { mode: 'incremental', savepoint })
    expect(parts.flatMap((part) => Object.keys(part))).toEqual(['records', 'deleted', 'records', 'savepoint'])
    expect(deletedOf(parts)).toEqual([3, 4])
    expect(recordsOf(parts).map(({ id, version }) => [id, version])).toEqual([
      [3, 2],
      [4, 3],
    ])
  })

  test('by cursor includes both bounds', async () => {
    const synthetic = syntheticSource({ rows: 10, incremental: 'cursor', ties: 2 })
    const range = { from: '2026-01-01T00:00:01Z', to: '2026-01-01T00:00:02Z' }
    expect(idsOf(await readRecords(synthetic, { mode: 'incremental', range }))).toEqual([3, 4, 5, 6])
    synthetic.world.remove([2])
    expect(
      deletedOf(await readParts(synthetic, { mode: 'incremental', range: { from: '2026-01-01T00:00:05Z' } })),
    ).toEqual([2])
  })

  test('says of each window that it is complete, also of one that is empty', async () => {
    const synthetic = syntheticSource({
      rows: 9,
      incremental: 'savepoint',
      deletes: 'silent',
      scopes: { windows: 3, claims: [0, 1] },
    })
    synthetic.world.remove([1, 4, 7])
    const parts = await readParts(synthetic, { mode: 'incremental' })
    expect(parts.map((part) => ('records' in part ? idsOf(recordsOf([part])) : part))).toEqual([
      [3, 6, 9],
      { complete: { bucket: 0 } },
      { complete: { bucket: 1 } },
      [2, 5, 8],
      { savepoint: { position: 12 } },
    ])
  })
})

describe('a source that forgets', () => {
  const isLost = (error: unknown): boolean => SavepointLostError.isInstance(error)

  test('refuses to go on from before what was acknowledged', async () => {
    const synthetic = syntheticSource({
      rows: 10,
      incremental: 'savepoint',
      savepointEvery: 1,
      pageSize: 2,
      isPruned: true,
    })
    const [first, second] = savepointsOf(await readParts(synthetic, { mode: 'incremental' }))
    const context = {
      partition: '',
      parameters: {},
      now: new Date(0),
      signal: new AbortController().signal,
      logger: silentLogger,
    }
    await synthetic.stream.acknowledge?.(second ?? null, context)
    await expect(readParts(synthetic, { mode: 'incremental', savepoint: first })).rejects.toSatisfy(isLost)
    await expect(readParts(synthetic, { mode: 'incremental' })).rejects.toSatisfy(isLost)
    expect(idsOf(await readRecords(synthetic, { mode: 'incremental', savepoint: second }))).toEqual([5, 6, 7, 8, 9, 10])
    expect(await readRecords(synthetic)).toHaveLength(10)
  })

  test('still does in another process', async () => {
    const synthetic = syntheticSource({
      rows: 10,
      incremental: 'savepoint',
      isPruned: true,
      acknowledged: { '': { position: 10 } },
    })
    await expect(readParts(synthetic, { mode: 'incremental', savepoint: { position: 9 } })).rejects.toSatisfy(isLost)
  })
})

test('it confirms what is gone', async () => {
  const { stream, world } = syntheticSource({ rows: 3, confirmsDeletions: true })
  world.remove([2])
  const context = { parameters: {}, now: new Date(0), signal: new AbortController().signal, logger: silentLogger }
  const confirmed = stream.confirmDeleted?.([1, 2, 9], context)
  expect(confirmed === undefined ? [] : await collect(confirmed)).toEqual([
    { record: expect.objectContaining({ id: 1 }) },
    { gone: 2 },
    { unknown: 9 },
  ])
})

test('options that contradict each other are refused, all at once', () => {
  expect(() => syntheticSource({ key: 'none', incremental: 'cursor', pageSize: 0 })).toThrow(InvalidOptionsError)
  expect(() => syntheticSource({ key: 'none', incremental: 'cursor', pageSize: 0 })).toThrow(/pageSize[^]*key/)
})
