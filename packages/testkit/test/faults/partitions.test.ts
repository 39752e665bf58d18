import { expect, test } from 'vitest'
import { causeCode } from '../../src/fault-bench/fault-bench.ts'
import { createRandom } from '../../src/synthetic-source/random.ts'
import type { SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import { MemoryBench } from './support/memory-bench.ts'

/** Lets waiting partitions go on one at a time, in an order that follows from a seed and is not that of their coming. */
class ShuffledTurns {
  readonly #random: ReturnType<typeof createRandom>
  readonly #waiting: (() => void)[] = []
  #isPlanned = false

  constructor(seed: number) {
    this.#random = createRandom(seed)
  }

  readonly wait = (): Promise<void> =>
    new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#plan()
    })

  #plan(): void {
    if (this.#isPlanned) return
    this.#isPlanned = true
    setImmediate(() => {
      this.#isPlanned = false
      const next = this.#random.integer(0, this.#waiting.length - 1)
      this.#waiting.splice(next, 1)[0]?.()
      if (this.#waiting.length > 0) this.#plan()
    })
  }
}

const kinds: Readonly<Record<string, SyntheticOptions>> = {
  savepoint: { incremental: 'savepoint', savepointEvery: 1 },
  full: { savepointEvery: 1 },
  'cursor, sorted': { incremental: 'cursor' },
  'cursor, unsorted': { incremental: 'cursor', isUnsorted: true },
}
const cases = Object.entries(kinds).flatMap(([name, synthetic]) =>
  [1, 2, 8].map((concurrency) => ({ name, synthetic, concurrency })),
)

test.each(cases)('$name, $concurrency at a time: no savepoint passes a gap', async ({ synthetic, concurrency }) => {
  const orders = new Set<string>()
  for (let seed = 1; seed <= 5; seed += 1) {
    const finished: string[] = []
    const bench = new MemoryBench({
      synthetic: {
        ...synthetic,
        seed,
        rows: 30,
        partitions: 5,
        pageSize: 2,
        wait: new ShuffledTurns(seed).wait,
        // Row 13 lies in p2, in the middle of it.
        faults: { slow: { delayInMs: 1 }, throwsAt: { row: 13, times: Infinity } },
      },
      pipeline: {
        concurrency,
        commitAfterRecords: 4,
        batchSize: 2,
        onEvent: (event) => {
          if (event.type === 'partition-ended') finished.push(`${event.partition} ${event.outcome}`)
        },
      },
    })
    expect(causeCode(await bench.run()), `seed ${seed}`).toBe('synthetic_failed')
    expect(finished.toSorted(), `seed ${seed}`).toEqual(['p0 done', 'p1 done', 'p2 failed', 'p3 done', 'p4 done'])
    orders.add(finished.join())
    expect(await bench.check({ truth: 'savepoints' }), `seed ${seed}`).toEqual([])

    bench.synthetic.inject({})
    bench.world.update(6)
    bench.world.write(3)
    bench.world.advance(5000)
    const { streams } = await bench.succeed()
    // What was staged of the refresh is not read again.
    if (synthetic.incremental === undefined) expect(streams['entries']?.carried).toBeGreaterThanOrEqual(24)
    expect(await bench.check({ truth: 'savepoints' }), `seed ${seed}`).toEqual([])
    await bench.succeed()
    expect(await bench.check(), `seed ${seed}`).toEqual([])
  }
  if (concurrency === 8) expect(orders.size).toBeGreaterThan(1)
})

test.each(cases)(
  '$name, $concurrency at a time: a partition that fails for a while is tried again alone',
  async (given) => {
    const bench = new MemoryBench({
      synthetic: { ...given.synthetic, rows: 30, partitions: 5, pageSize: 2, wait: new ShuffledTurns(3).wait },
      pipeline: { concurrency: given.concurrency, commitAfterRecords: 4, batchSize: 2 },
    })
    const error = Object.assign(new Error('try again'), { isMillraceError: true, isRetryable: true, code: 'busy' })
    bench.synthetic.inject({ slow: { delayInMs: 1 }, throwsAt: { row: 13, times: 2, error } })
    const { streams } = await bench.succeed()
    expect(streams['entries']).toMatchObject({ inserted: 30 })
    expect(await bench.check()).toEqual([])
  },
)

test.each(['p0', 'p1', 'p4'])(
  'a slow partition %s holds nobody up, and a failed one stops only itself',
  async (slow) => {
    const bench = new MemoryBench({
      synthetic: { incremental: 'savepoint', rows: 30, partitions: 5, pageSize: 2, savepointEvery: 1 },
      pipeline: { concurrency: 8, commitAfterRecords: 2, inferenceWindow: 2 },
    })
    bench.synthetic.inject({ slow: { delayInMs: 2, partition: slow }, throwsAt: { row: 3, times: Infinity } })
    await bench.run()
    const done = bench.savepoints.map(({ partition }) => partition)
    expect(done.toSorted()).toEqual(['p0', 'p1', 'p3', 'p4'])
    expect(await bench.check({ truth: 'savepoints' })).toEqual([])
  },
)
