import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { runPipeline } from '@millrace/core'
import { expect, test } from 'vitest'
import { syntheticSource } from '../../src/synthetic-source/synthetic-source.ts'
import { countingDestination } from './support/counting-destination.ts'

interface Measured {
  readonly heaps: readonly number[]
  readonly tookInMs: number
  readonly codes: readonly string[]
  readonly rows: Readonly<Record<string, number>>
  readonly inserted: number
}

const megabyte = 1024 * 1024

/** Runs a load in a process of its own, so that the limit of the heap holds for nothing else. */
async function load(scenario: string, heapInMegabytes: number): Promise<Measured> {
  const child = join(import.meta.dirname, 'support/size-child.ts')
  const flags = ['--conditions=millrace-source', '--expose-gc', `--max-old-space-size=${heapInMegabytes}`]
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, child, scenario], {
    maxBuffer: megabyte,
    env: {},
  })
  return JSON.parse(stdout) as Measured
}

test.each([
  ['full', 300_000],
  ['savepoint', 60_000],
  ['cursor', 60_000],
])(
  'a load of mode %s, %i records, needs no more memory at its end than in its middle',
  { timeout: 40_000 },
  async (mode, count) => {
    const { heaps, rows, inserted } = await load(mode, 256)
    expect([inserted, rows[''], rows['tags'], rows['lines']]).toEqual([count, count, 2 * count, count])
    const lastHalf = heaps.slice(heaps.length / 2)
    expect(lastHalf.length).toBeGreaterThanOrEqual(4)
    const grownPerTenth = slope(lastHalf)
    // The records of a tenth are about ten times as large.
    expect(grownPerTenth).toBeLessThan(megabyte)
  },
)

test('a record with a million children is loaded whole', { timeout: 40_000 }, async () => {
  const { rows, inserted } = await load('children', 1500)
  expect([inserted, rows['lines']]).toEqual([3, 1_000_000])
})

test('an object with 100,000 keys becomes one column of JSON, quickly', { timeout: 40_000 }, async () => {
  const { rows, inserted, codes, tookInMs } = await load('keys in a map', 256)
  expect([inserted, rows, codes]).toEqual([3, { '': 3 }, []])
  expect(tookInMs).toBeLessThan(10_000)
})

test('a record with 100,000 fields is rejected, quickly, and its neighbours load', { timeout: 40_000 }, async () => {
  const { inserted, codes, tookInMs } = await load('keys at the root', 256)
  expect([inserted, codes]).toEqual([2, ['too_many_columns']])
  expect(tookInMs).toBeLessThan(10_000)
})

test.each([1, 3])('a slow destination holds the source back, %i partitions at a time', async (concurrency) => {
  const pageSize = 10
  const synthetic = syntheticSource({ rows: 600, pageSize, partitions: 3, incremental: 'savepoint' })
  let staged = 0
  let furthestAhead = 0
  const destination = countingDestination({
    onStage: async ({ tables }) => {
      staged += tables.find(({ path }) => path === '')?.rowCount ?? 0
      await new Promise((resolve) => setTimeout(resolve, 2))
      furthestAhead = Math.max(furthestAhead, synthetic.probe.records - staged)
    },
  })
  const { streams } = await runPipeline({
    source: synthetic.source,
    destination,
    concurrency,
    batchSize: pageSize,
    inferenceWindow: pageSize,
  })
  expect(streams['entries']?.inserted).toBe(600)
  // One part in work, and one that is waited for, in each partition.
  expect(furthestAhead).toBeLessThanOrEqual(2 * pageSize * concurrency)
})

/** Growth from one sample to the next, by least squares. */
function slope(samples: readonly number[]): number {
  const middle = (samples.length - 1) / 2
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
  const up = samples.reduce((sum, sample, index) => sum + (index - middle) * (sample - mean), 0)
  const down = samples.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
  return up / down
}
