import type { DriftPolicy } from '@millrace/core'
import type { SourceRecord } from '@millrace/core/plugin'
import { expect, test } from 'vitest'
import { causeCode } from '../../src/fault-bench/fault-bench.ts'
import { KillSwitch } from '../../src/fault-bench/kill-switch.ts'
import { markedDestination } from '../../src/fault-bench/marked-destination.ts'
import type { Mark } from '../../src/fault-bench/marked-destination.ts'
import { driftKinds } from '../../src/synthetic-source/drift.ts'
import type { DriftKind } from '../../src/synthetic-source/drift.ts'
import { MemoryBench } from './support/memory-bench.ts'

const rows = 18
const atRow = 11

function driftBench(kind: DriftKind, drift: DriftPolicy): MemoryBench {
  return new MemoryBench({
    synthetic: { rows, pageSize: 3, incremental: 'savepoint', savepointEvery: 1, drift: { kind, atRow } },
    pipeline: { commitAfterRecords: 3, batchSize: 2, inferenceWindow: 5, drift },
    ...(drift === 'discardValue' ? { project: withoutDrift } : {}),
  })
}

const usualFields = new Set(
  'id region version updatedAt title quantity amount isBillable startedAt owner labels lines payloadHash'.split(' '),
)

/** What is left of a record when values are left out that did not fit the tables before. */
function withoutDrift(record: SourceRecord): SourceRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => {
      if (name === 'quantity') return typeof value === 'number'
      if (name === 'owner') return typeof value === 'object'
      if (name === 'title') return typeof value === 'string'
      return usualFields.has(name)
    }),
  )
}

const cases = driftKinds.flatMap((kind) => (['evolve', 'discardValue'] as const).map((policy) => ({ kind, policy })))

test.each(cases)('$kind in the middle of a run under $policy', async ({ kind, policy }) => {
  const bench = driftBench(kind, policy)
  await bench.succeed()
  expect(await bench.check()).toEqual([])
  bench.world.update(6)
  bench.world.write(3)
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})

test.each(driftKinds)('%s under discardRecord: one reject each, and the neighbours load', async (kind) => {
  const bench = driftBench(kind, 'discardRecord')
  await bench.succeed()
  const drifted = kind === 'columnDisappears' ? [] : numbers(atRow, rows)
  const sound = numbers(1, rows).filter((row) => !drifted.includes(row))
  expect(bench.memory.table('entries').map((row) => row['id'])).toEqual(sound)
  const rejects = bench.memory.rejects('p', 'entries')
  expect(rejects.map(({ code, hasKey }) => [code, hasKey])).toEqual(drifted.map(() => ['schema_drift', true]))
  expect(new Set(rejects.map(({ id }) => id)).size).toBe(drifted.length)
  // The checker knows that a row with so many columns may be rejected.
  const missing = kind === 'manyColumns' ? [] : drifted.map((row) => `row ${row} (version 1) is missing`)
  expect(await bench.check({ truth: 'savepoints' })).toEqual(missing)
  // Once drift is allowed, the next run tries them again, and nothing is missing.
  await bench.succeed({ pipeline: { drift: 'evolve' } })
  expect(await bench.check()).toEqual([])
})

test.each(driftKinds)('%s under freeze fails the run and keeps what came before it', async (kind) => {
  const bench = driftBench(kind, 'freeze')
  const ended = await bench.run()
  expect(causeCode(ended)).toBe(kind === 'columnDisappears' ? undefined : 'schema_frozen')
  expect(await bench.check({ truth: 'savepoints' })).toEqual([])
  expect(bench.memory.table('entries').length).toBe(kind === 'columnDisappears' ? rows : 9)
  await bench.succeed({ pipeline: { drift: 'evolve' } })
  expect(await bench.check()).toEqual([])
})

test.each(driftKinds)('a crash between a change of the tables and its data: %s', async (kind) => {
  const marks: Mark[] = []
  const counted = driftBench(kind, 'evolve')
  await counted.succeed({ wrap: (memory) => markedDestination(memory, (mark) => void marks.push(mark)) })
  const around = marks.flatMap(({ operation, when }, index) =>
    operation !== 'changeSchema' ? [] : when === 'before' ? [index] : [index, index + 1, index + 2],
  )
  for (const fatal of around) {
    const bench = driftBench(kind, 'evolve')
    const kill = new KillSwitch(fatal)
    await bench.run({ wrap: (memory) => markedDestination(memory, kill.onMark) })
    expect(kill.killedAt).toEqual(marks[fatal])
    expect(await bench.check({ moment: 'crashed', truth: 'savepoints' })).toEqual([])
    await bench.passLease()
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  }
  expect(around.length).toBeGreaterThanOrEqual(kind === 'columnDisappears' || kind === 'manyColumns' ? 4 : 8)
})

function numbers(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}
