import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KillSwitch } from '../../src/fault-bench/kill-switch.ts'
import { markedDestination } from '../../src/fault-bench/marked-destination.ts'
import type { SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import { MemoryBench } from './support/memory-bench.ts'

const lookBackInMs = 6000

/** What somebody does to the source, between runs or while a page is read. */
type Change =
  | { readonly type: 'write'; readonly count: number; readonly lateByInMs: number }
  | { readonly type: 'update'; readonly count: number; readonly lateByInMs: number }
  | { readonly type: 'remove' }
  | { readonly type: 'advance'; readonly byInMs: number }

interface Step {
  readonly before: readonly Change[]
  /** Changes while the n-th part is ready. */
  readonly during: readonly { readonly part: number; readonly change: Change }[]
  readonly ends: 'well' | 'killed' | 'failed'
  /** Mark at which it is killed, or part at which the source fails. */
  readonly at: number
}

const late = fc.integer({ min: 0, max: lookBackInMs })
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('write'), count: fc.integer({ min: 1, max: 4 }), lateByInMs: late }),
  fc.record({ type: fc.constant('update'), count: fc.integer({ min: 1, max: 4 }), lateByInMs: late }),
  fc.record({ type: fc.constant('remove') }),
  fc.record({ type: fc.constant('advance'), byInMs: fc.integer({ min: 1, max: 20_000 }) }),
)
const step: fc.Arbitrary<Step> = fc.record({
  before: fc.array(change, { maxLength: 3 }),
  during: fc.array(fc.record({ part: fc.integer({ min: 1, max: 8 }), change }), { maxLength: 3 }),
  ends: fc.constantFrom('well', 'killed', 'failed'),
  at: fc.integer({ min: 0, max: 60 }),
})
const options: fc.Arbitrary<SyntheticOptions> = fc.record({
  seed: fc.nat(),
  rows: fc.integer({ min: 1, max: 20 }),
  partitions: fc.constantFrom(0, 2),
  isUnsorted: fc.boolean(),
  ties: fc.integer({ min: 1, max: 5 }),
  pageSize: fc.integer({ min: 1, max: 6 }),
  tickInMs: fc.constantFrom(1, 1000),
})

test(
  'after a last quiet run the destination equals the source, whatever happened before',
  { timeout: 60_000 },
  async () => {
    const law = fc.asyncProperty(options, fc.array(step, { minLength: 1, maxLength: 5 }), async (given, steps) => {
      const { bench, play } = arrange(given)
      for (const current of steps) {
        await play(current)
        expect(await bench.check({ truth: 'savepoints', moment: momentOf(current) })).toEqual([])
      }
      await bench.passLease()
      await bench.succeed()
      expect(await bench.check()).toEqual([])
    })
    await fc.assert(law, { numRuns: 150, seed: 20_260_101 })
  },
)

function momentOf({ ends }: Step): 'ended' | 'crashed' {
  return ends === 'killed' ? 'crashed' : 'ended'
}

function arrange(synthetic: SyntheticOptions): { bench: MemoryBench; play: (step: Step) => Promise<void> } {
  let parts = 0
  let current: Step | undefined
  const bench: MemoryBench = new MemoryBench({
    synthetic: {
      ...synthetic,
      incremental: 'cursor',
      lookBackInMs,
      onMark: (mark) => {
        if (mark.type !== 'part-ready') return
        parts += 1
        for (const { part, change } of current?.during ?? []) if (part === parts) apply(bench, change)
        if (current?.ends === 'failed' && parts === 1 + (current.at % 8)) throw new Error('the source fails')
      },
    },
    pipeline: { commitAfterRecords: 3, batchSize: 2, inferenceWindow: 3, concurrency: 2, maxAttempts: 1 },
  })
  const play = async (step: Step): Promise<void> => {
    await bench.passLease()
    for (const change of step.before) apply(bench, change)
    parts = 0
    current = step
    const kill = new KillSwitch(step.ends === 'killed' ? step.at : Infinity)
    await bench.run({ wrap: (memory) => markedDestination(memory, kill.onMark) })
    current = undefined
  }
  return { bench, play }
}

function apply({ world }: MemoryBench, change: Change): void {
  const standing = world.truthRows().length
  switch (change.type) {
    case 'write':
      world.write(change.count, { lateByInMs: change.lateByInMs })
      break
    case 'update':
      world.update(Math.min(change.count, standing), { lateByInMs: change.lateByInMs })
      break
    case 'remove':
      if (standing > 0) world.remove(1)
      break
    case 'advance':
      world.advance(change.byInMs)
      break
    default:
      change satisfies never
  }
}
