import { defineSource, memoryDestination, runPipeline } from '@millrace/core'
import { afterEach, expect, test } from 'vitest'
import { causeCode } from '../../src/fault-bench/fault-bench.ts'
import { KillSwitch } from '../../src/fault-bench/kill-switch.ts'
import { markedDestination } from '../../src/fault-bench/marked-destination.ts'
import type { SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import { MemoryBench } from './support/memory-bench.ts'

const hourInMs = 3_600_000
const zone = process.env['TZ']

afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

/** A cursor stream to which somebody writes while it is read. */
function busyBench(options: SyntheticOptions): MemoryBench {
  let parts = 0
  const bench: MemoryBench = new MemoryBench({
    synthetic: {
      rows: 24,
      incremental: 'cursor',
      pageSize: 4,
      ties: 2,
      late: { every: 5, byInMs: 4000 },
      ...options,
      onMark: (mark) => {
        if (mark.type !== 'part-ready') return
        parts += 1
        if (parts % 3 !== 0 || parts > 30) return
        bench.world.update(2)
        bench.world.write(1)
        bench.world.write(1, { lateByInMs: 3000 })
      },
    },
    pipeline: { commitAfterRecords: 5, batchSize: 3, inferenceWindow: 5 },
  })
  return bench
}

const skews = [-2 * hourInMs, 2 * hourInMs]
const orders = [{ isUnsorted: false }, { isUnsorted: true }]

test.each(skews.flatMap((skew) => orders.map((order) => ({ skew, ...order }))))(
  'an engine whose clock is off by $skew ms loses nothing that is written meanwhile (unsorted: $isUnsorted)',
  async ({ skew, isUnsorted }) => {
    // An engine that is ahead cannot tell what was written after it began: then the look-back must cover the reading.
    const bench = busyBench({ isUnsorted, ...(skew > 0 ? { lookBackInMs: 120_000 } : {}) })
    for (let round = 0; round < 4; round += 1) {
      bench.engineSkewInMs = round % 2 === 0 ? skew : 0
      await bench.succeed()
      expect(await bench.check({ truth: 'savepoints' })).toEqual([])
      bench.world.advance(1000)
    }
    bench.engineSkewInMs = skew
    // After thirty parts nobody writes any more: the last of these runs is a quiet one.
    for (let round = 0; round < 4; round += 1) await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)

test.each(orders)('a clock that jumps back in the middle of a run moves no savepoint back', async ({ isUnsorted }) => {
  const bench = busyBench({ isUnsorted })
  await bench.succeed()
  for (const jumpAt of [1, 2, 4, 6]) {
    let calls = 0
    bench.world.update(4)
    const now = (): number => bench.now() - ((calls += 1) > jumpAt ? 2 * hourInMs : 0)
    await bench.succeed({ pipeline: { now } })
    expect(calls).toBeGreaterThan(jumpAt)
    expect(await bench.check({ truth: 'savepoints' })).toEqual([])
  }
  bench.world.advance(1000)
  await bench.succeed()
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})

test.each(skews)(
  'the lease goes by the time of the destination, not by an engine that is off by %d ms',
  async (skew) => {
    const bench = new MemoryBench({ synthetic: { rows: 10, incremental: 'savepoint' } })
    const kill = new KillSwitch(6)
    await bench.run({ wrap: (memory) => markedDestination(memory, kill.onMark) })
    bench.engineSkewInMs = skew
    expect(causeCode(await bench.run())).toBe('pipeline_busy')
    bench.world.advance(59_000)
    expect(causeCode(await bench.run())).toBe('pipeline_busy')
    bench.world.advance(1000)
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)

test('a destination whose time falls back keeps a dead run for longer, and nothing else', async () => {
  let now = Date.parse('2026-06-01T12:00:00Z')
  const memory = memoryDestination({ now: () => now })
  const source = defineSource({
    name: 'one',
    streams: {
      rows: {
        primaryKey: 'id',
        read: async function* () {
          yield { records: [{ id: 1 }] }
        },
      },
    },
  })
  const kill = new KillSwitch(5)
  await expect(runPipeline({ id: 'p', source, destination: markedDestination(memory, kill.onMark) })).rejects.toThrow(
    /killed/,
  )
  now -= 2 * hourInMs
  await expect(runPipeline({ id: 'p', source, destination: memory })).rejects.toMatchObject({ code: 'pipeline_busy' })
  now += 2 * hourInMs + 60_000
  expect((await runPipeline({ id: 'p', source, destination: memory })).status).toBe('succeeded')
  expect(memory.runs('p').map(({ status }) => status)).toEqual(['succeeded', 'failed'])
})

const moments = {
  'spring forward': '2026-03-29T00:59:50Z',
  'fall back': '2026-10-25T00:59:50Z',
  'spring forward in New York': '2026-03-08T06:59:50Z',
  'leap day': '2028-02-28T23:59:50Z',
  'the day after leap day': '2028-02-29T23:59:50Z',
  'the turn of the year': '2026-12-31T23:59:50Z',
}
const zones = ['Europe/Berlin', 'America/New_York', 'Pacific/Apia']

test.each(Object.entries(moments).flatMap(([name, from]) => zones.map((timeZone) => ({ name, from, timeZone }))))(
  'cursors pass $name in $timeZone',
  async ({ from, timeZone }) => {
    process.env['TZ'] = timeZone
    const bench = new MemoryBench({
      synthetic: { rows: 6, incremental: 'cursor', pageSize: 2, late: { every: 4, byInMs: 2000 } },
      pipeline: { commitAfterRecords: 2, inferenceWindow: 2 },
    })
    await bench.succeed()
    bench.world.advance(Date.parse(from) - bench.now())
    for (let round = 0; round < 5; round += 1) {
      bench.world.write(3)
      bench.world.update(2)
      await bench.succeed()
      expect(await bench.check({ truth: 'savepoints' })).toEqual([])
      bench.world.advance(round === 2 ? hourInMs : 1000)
    }
    await bench.succeed()
    expect(await bench.check()).toEqual([])
    const [savepoint] = bench.savepoints
    expect(Date.parse(String(Reflect.get(Object(savepoint?.value), 'cursor')))).toBeGreaterThan(Date.parse(from))
  },
)

test('local times with their offsets are one order of instants, also when the offset changes', async () => {
  const changed = [
    ['2026-10-25T02:59:59+02:00', '2026-10-25T00:59:59Z'],
    ['2026-10-25T02:00:00+01:00', '2026-10-25T01:00:00Z'],
    ['2026-10-25T02:59:59+01:00', '2026-10-25T01:59:59Z'],
    ['2028-02-29T23:59:59-12:00', '2028-03-01T11:59:59Z'],
  ] as const
  const ranges: unknown[] = []
  let known = 1
  const source = defineSource({
    name: 'local',
    streams: {
      rows: {
        primaryKey: 'id',
        incremental: 'cursor',
        cursor: 'at',
        lookBack: 1000,
        async *read({ range }) {
          ranges.push(range?.from)
          yield { records: changed.slice(0, known).map(([at], index) => ({ id: index, at })) }
        },
      },
    },
  })
  const destination = memoryDestination()
  for (; known <= changed.length; known += 1) {
    await runPipeline({ source, destination, now: () => Date.parse('2030-01-01T00:00:00Z') })
    expect(destination.savepoints('local', 'rows')[0]?.value).toEqual({ cursor: changed[known - 1]?.[1] })
  }
  expect(ranges).toEqual([undefined, '2026-10-25T00:59:58Z', '2026-10-25T00:59:59Z', '2026-10-25T01:59:58Z'])
})
