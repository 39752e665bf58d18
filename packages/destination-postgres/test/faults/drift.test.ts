/** The shape of the records changes in the middle of a run. */

import type { DriftPolicy } from '@millrace/core'
import { DestinationError } from '@millrace/core/plugin'
import type { SourceRecord } from '@millrace/core/plugin'
import { driftKinds, FaultBench, markedDestination, syntheticSource } from '@millrace/testkit'
import type { DriftKind, Mark } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { inStore } from './support/in-store.ts'

const timeout = 120_000

async function withDrift(
  kind: DriftKind,
  drift: DriftPolicy,
  work: (bench: FaultBench, store: string) => Promise<void>,
): Promise<void> {
  await inStore(async (subject, reopen, store) => {
    const bench = new FaultBench({
      synthetic: syntheticSource({
        rows: 18,
        pageSize: 3,
        incremental: 'savepoint',
        savepointEvery: 1,
        drift: { kind, atRow: 11 },
      }),
      subject,
      reopen,
      pipeline: { commitAfterRecords: 3, batchSize: 2, inferenceWindow: 5, drift },
      ...(drift === 'discardValue' ? { project: withoutDrift } : {}),
    })
    await work(bench, store)
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

const isThorough = process.env['MILLRACE_KILLS'] === 'all'
const policies = isThorough ? (['evolve', 'discardValue'] as const) : (['evolve'] as const)
const cases = driftKinds.flatMap((kind) => policies.map((policy) => ({ kind, policy })))

test.for(cases)('$kind under $policy', { timeout }, async ({ kind, policy }) => {
  await withDrift(kind, policy, async (bench) => {
    await bench.succeed()
    expect(await bench.check()).toEqual([])
    bench.world.update(6)
    bench.world.write(3)
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  })
})

test(
  'of 1,700 columns those that Postgres can hold stand, and each record that has more is a reject',
  { timeout },
  async () => {
    await withDrift('manyColumns', 'evolve', async (bench) => {
      await bench.succeed()
      const rows = await bench.subject.reader.rows('entries')
      const rejects = await bench.subject.reader.rejects('entries', 'p')
      expect(rows.length + rejects.length).toBe(18)
      expect(rejects).toHaveLength(8)
      expect(await bench.check()).toEqual([])
    })
  },
)

test.for(driftKinds)('an answer to a change of the tables is lost, or its data: %s', { timeout }, async (kind) => {
  const marks: Mark[] = []
  await withDrift(kind, 'evolve', async (bench) => {
    await bench.succeed({ wrap: (destination) => markedDestination(destination, (mark) => void marks.push(mark)) })
  })
  const around = marks.flatMap(({ operation, when }, index) =>
    operation !== 'changeSchema' ? [] : when === 'before' ? [index] : [index, index + 1],
  )
  expect(around.length).toBeGreaterThanOrEqual(3)
  // The first change makes the tables, the last one follows the drift.
  for (const fatal of isThorough ? around : around.slice(-1)) {
    await withDrift(kind, 'evolve', async (bench) => {
      let met = 0
      const onMark = (): void => {
        met += 1
        if (met > fatal) throw new DestinationError({ message: 'the process died' })
      }
      const { error } = await bench.run({ wrap: (destination) => markedDestination(destination, onMark) })
      expect(error).toBeDefined()
      expect(await bench.check({ moment: 'crashed', truth: 'savepoints' })).toEqual([])
      await bench.passLease()
      await bench.succeed()
      expect(await bench.check()).toEqual([])
    })
  }
})

test('names over 63 bytes are cut, and stay apart', { timeout }, async () => {
  await withDrift('longNames', 'evolve', async (bench) => {
    await bench.succeed()
    const [row] = await bench.subject.reader.rows('entries')
    const long = Object.keys(row ?? {}).filter((name) => name.startsWith('a_name_that_is_far_longer'))
    expect(long).toHaveLength(2)
    for (const name of long) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
  })
})
