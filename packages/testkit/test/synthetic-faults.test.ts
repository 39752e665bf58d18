import { describe, expect, test } from 'vitest'
import { driftKinds } from '../src/synthetic-source/drift.ts'
import { poisonKinds } from '../src/synthetic-source/poison.ts'
import type { SyntheticMark } from '../src/synthetic-source/synthetic-mark.ts'
import { syntheticSource } from '../src/synthetic-source/synthetic-source.ts'
import type { TruthRow } from '../src/synthetic-source/truth.ts'
import { idsOf, readParts, readRecords, recordsOf, requestOf } from './read-synthetic.ts'

describe('duplicates', () => {
  test('in one part: the stale copy loses by its cursor, or by its place', async () => {
    const faults = { duplicates: { type: 'in-part', every: 3 } } as const
    const withCursor = await readRecords(syntheticSource({ rows: 4, incremental: 'cursor', faults }))
    expect(withCursor.map(({ id, version }) => [id, version])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [3, 0],
      [4, 1],
    ])
    expect(String(withCursor[3]?.['updatedAt']) < String(withCursor[2]?.['updatedAt'])).toBe(true)
    const without = await readRecords(syntheticSource({ rows: 4, faults }))
    expect(without.map(({ id, version }) => [id, version])).toEqual([
      [1, 1],
      [2, 1],
      [3, 0],
      [3, 1],
      [4, 1],
    ])
  })

  test('across parts, and as windows that overlap', async () => {
    const across = syntheticSource({ rows: 6, pageSize: 3, faults: { duplicates: { type: 'across-parts', every: 3 } } })
    expect(idsOf(await readRecords(across))).toEqual([1, 2, 3, 3, 4, 5, 6, 6])
    const overlap = syntheticSource({ rows: 6, pageSize: 3, faults: { duplicates: { type: 'overlap', rows: 2 } } })
    expect(idsOf(await readRecords(overlap))).toEqual([1, 2, 3, 2, 3, 4, 5, 6, 5, 6])
  })
})

describe('drift', () => {
  test.each(driftKinds)('%s begins at its row', (kind) => {
    const shapeOf = (record: unknown): string => JSON.stringify(record, (_key, value) => toShape(value))
    const drifted = syntheticSource({ rows: 4, drift: { kind, atRow: 3 } })
      .world.truthRows()
      .map(withoutHash)
    const plain = syntheticSource({ rows: 4 }).world.truthRows().map(withoutHash)
    const isNull = kind === 'nullThenObject'
    expect(drifted.slice(0, 2)).toEqual(
      plain.slice(0, 2).map((record) => (isNull ? { ...record, detail: null } : record)),
    )
    expect(drifted.slice(2).map(shapeOf)).not.toEqual(plain.slice(2).map(shapeOf))
  })

  function toShape(value: unknown): unknown {
    if (Array.isArray(value)) return ['array']
    return typeof value === 'object' ? value : typeof value
  }

  function withoutHash({ record }: TruthRow): Readonly<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'payloadHash'))
  }
})

describe('poison', () => {
  test.each(poisonKinds)('%s comes once, and an update heals it', async (kind) => {
    const synthetic = syntheticSource({ rows: 5, poison: { every: 4, kinds: [kind] } })
    expect(await readRecords(synthetic)).toHaveLength(5)
    expect(synthetic.world.truthRows().map(({ poison }) => poison)).toEqual([
      undefined,
      undefined,
      undefined,
      kind,
      undefined,
    ])
    synthetic.world.update([4])
    expect(synthetic.world.truth().map(({ id }) => id)).toEqual([1, 2, 3, 4, 5])
    expect(await readRecords(synthetic)).toEqual(synthetic.world.truth())
  })

  test('pollutes no prototype by being made', async () => {
    await readRecords(syntheticSource({ rows: 2, poison: { every: 1, kinds: ['prototypeKeys'] } }))
    expect(Reflect.get({}, 'isPolluted')).toBeUndefined()
  })
})

describe('failures', () => {
  test('once: the rows before it come, the next read is whole', async () => {
    const synthetic = syntheticSource({ rows: 9, pageSize: 4, faults: { throwsAt: { row: 6 } } })
    const ids: unknown[] = []
    const read = async (): Promise<void> => {
      for await (const part of synthetic.stream.read(requestOf())) ids.push(...idsOf(recordsOf([part])))
    }
    await expect(read()).rejects.toThrow('fails at row 6')
    expect(ids).toEqual([1, 2, 3, 4, 5])
    expect(await readRecords(synthetic)).toHaveLength(9)
  })

  test('always, and what is thrown is what was given', async () => {
    const synthetic = syntheticSource({ rows: 9, faults: { throwsAt: { row: 1, times: Infinity, error: 'a text' } } })
    await expect(readRecords(synthetic)).rejects.toBe('a text')
    await expect(readRecords(synthetic)).rejects.toBe('a text')
    synthetic.inject({})
    expect(await readRecords(synthetic)).toHaveLength(9)
  })

  test('rows that do not come, and nobody says so', async () => {
    const synthetic = syntheticSource({ rows: 10, faults: { omits: 'half' } })
    expect(await readRecords(synthetic)).toHaveLength(5)
    synthetic.inject({ omits: 'all' })
    expect(await readRecords(synthetic)).toHaveLength(0)
  })
})

test('it pauses once, before its row', async () => {
  const until = new Date(Date.UTC(2026, 0, 2))
  const synthetic = syntheticSource({ rows: 5, faults: { pauseAt: { row: 3, until } } })
  const parts = await readParts(synthetic)
  expect(idsOf(recordsOf(parts))).toEqual([1, 2])
  expect(parts.at(-1)).toEqual({ pause: { until, reason: 'the synthetic quota is used up' } })
  expect(await readRecords(synthetic)).toHaveLength(5)
})

test('a partition is skipped, or listed no longer', async () => {
  const synthetic = syntheticSource({ partitions: 2, faults: { skips: ['p1'], retired: ['p0'] } })
  const context = { ...requestOf(), parameters: {} }
  expect(await synthetic.stream.partitions?.(context)).toEqual(['p1'])
  expect(await readParts(synthetic, { partition: 'p1' })).toEqual([{ skipped: 'partition p1 is not part of the plan' }])
})

test('it is slow, part by part, and stops waiting when it is cancelled', async () => {
  const waits: number[] = []
  const slow = { delayInMs: 250, partition: 'p1' }
  const wait = async (durationInMs: number): Promise<void> => void waits.push(durationInMs)
  const synthetic = syntheticSource({ rows: 12, pageSize: 2, partitions: 2, faults: { slow }, wait })
  await readRecords(synthetic, { partition: 'p0' })
  expect(waits).toEqual([])
  await readRecords(synthetic, { partition: 'p1' })
  expect(waits).toEqual([250, 250, 250])

  const controller = new AbortController()
  const endless = syntheticSource({ faults: { slow: { delayInMs: 3_600_000 } } })
  const read = readRecords(endless, { signal: controller.signal })
  const reason = new Error('enough')
  controller.abort(reason)
  await expect(read).rejects.toBe(reason)
  expect(endless.probe.openReads).toBe(0)
})

test('marks tell what it is about to do, and the probe what was asked of it', async () => {
  const marks: SyntheticMark[] = []
  const synthetic = syntheticSource({
    rows: 3,
    pageSize: 2,
    incremental: 'savepoint',
    onMark: (mark) => void marks.push(mark),
  })
  await readParts(synthetic, { mode: 'incremental' })
  expect(marks).toEqual([
    { type: 'read-started', partition: '' },
    { type: 'part-ready', partition: '', kind: 'records', number: 1, records: 2 },
    { type: 'part-ready', partition: '', kind: 'records', number: 2, records: 1 },
    { type: 'part-ready', partition: '', kind: 'savepoint', number: 3, records: 0 },
    { type: 'read-ended', partition: '' },
  ])
  expect(synthetic.probe).toEqual({ pages: 3, parts: 3, records: 3, openReads: 0 })
})
