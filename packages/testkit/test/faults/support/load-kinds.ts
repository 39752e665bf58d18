import type { PipelineOptions, StreamOptions } from '@millrace/core'
import type { LedgerCheck } from '../../../src/ledger-checker/ledger-checker.ts'
import type { SyntheticOptions } from '../../../src/synthetic-source/synthetic-options.ts'
import { FaultBench } from './fault-bench.ts'

/** One way to load, as the fault tests go through all of them. */
export interface LoadKind {
  readonly synthetic: SyntheticOptions
  readonly stream: StreamOptions
  readonly pipeline?: Partial<PipelineOptions>
  /** How the very first run goes where this kind cannot begin. */
  readonly firstStream?: StreamOptions
  /** What stands at any time. */
  readonly truth: LedgerCheck['truth']
  /** What stands after a last run while nothing changes. */
  readonly quietTruth: LedgerCheck['truth']
  /** Whether rows that the source removed may still stand: always, or until a run has succeeded. */
  readonly keepsRemoved: 'never' | 'for a while' | 'always'
  /** The source is told what is durable, so that it may forget. */
  readonly acknowledges: boolean
}

const small = { rows: 14, pageSize: 3, partitions: 2 } as const
const pipeline = { commitAfterRecords: 4, batchSize: 2, inferenceWindow: 4, concurrency: 2 } as const
const usual = {
  pipeline,
  truth: 'savepoints',
  quietTruth: 'everything',
  keepsRemoved: 'never',
  acknowledges: false,
} as const

export const loadKinds: Readonly<Record<string, LoadKind>> = {
  full: { ...usual, synthetic: { ...small, savepointEvery: 2 }, stream: { mode: 'full' } },
  'full, without a key': {
    ...usual,
    synthetic: { ...small, key: 'none', savepointEvery: 2 },
    stream: { mode: 'full' },
  },
  'full, with rejects': {
    ...usual,
    synthetic: { ...small, savepointEvery: 1, poison: { every: 4, kinds: ['throwingGetter'] } },
    stream: { mode: 'full' },
  },
  'incremental, with rejects': {
    ...usual,
    synthetic: {
      ...small,
      incremental: 'savepoint',
      savepointEvery: 1,
      poison: { every: 4, kinds: ['throwingGetter'] },
    },
    stream: { mode: 'incremental' },
  },
  'incremental by savepoint': {
    ...usual,
    synthetic: { ...small, incremental: 'savepoint', savepointEvery: 1 },
    stream: { mode: 'incremental' },
    acknowledges: true,
  },
  'incremental by savepoint, atomic': {
    ...usual,
    pipeline: { ...pipeline, atomic: true },
    synthetic: { ...small, incremental: 'savepoint', savepointEvery: 1 },
    stream: { mode: 'incremental' },
    acknowledges: true,
  },
  'incremental by cursor, sorted': {
    ...usual,
    synthetic: { ...small, incremental: 'cursor', ties: 2 },
    stream: { mode: 'incremental' },
  },
  'incremental by cursor, unsorted': {
    ...usual,
    synthetic: { ...small, incremental: 'cursor', isUnsorted: true, late: { every: 5, byInMs: 2500 } },
    stream: { mode: 'incremental' },
  },
  'incremental, windows read again': {
    ...usual,
    // One partition goes through both windows: a claim is made durable in its middle.
    synthetic: {
      ...small,
      partitions: 0,
      incremental: 'savepoint',
      scopes: { windows: 2 },
      deletes: 'silent',
      savepointEvery: 1,
      poison: { every: 4, kinds: ['throwingGetter'] },
    },
    stream: { mode: 'incremental' },
    keepsRemoved: 'for a while',
  },
  append: {
    ...usual,
    synthetic: { ...small, incremental: 'savepoint', key: 'none', savepointEvery: 1 },
    stream: { mode: 'append' },
    truth: 'appends',
    quietTruth: 'appends',
    keepsRemoved: 'always',
    acknowledges: true,
  },
  range: {
    ...usual,
    synthetic: { ...small, incremental: 'cursor' },
    stream: { mode: 'range', range: { from: '2026-01-01T00:00:00Z' } },
    firstStream: { mode: 'incremental' },
    keepsRemoved: 'always',
  },
}

export function benchOf(kind: LoadKind, synthetic: SyntheticOptions = {}): FaultBench {
  return new FaultBench({
    synthetic: { ...kind.synthetic, ...synthetic },
    stream: kind.stream,
    ...(kind.pipeline === undefined ? {} : { pipeline: kind.pipeline }),
  })
}

/** Runs once without any fault, and lets the source change. */
export async function loadOnce(bench: FaultBench, kind: LoadKind): Promise<void> {
  await bench.succeed(kind.firstStream === undefined ? {} : { stream: kind.firstStream })
  bench.world.update(5)
  bench.world.write(4)
  bench.world.remove(2)
  bench.world.advance(10_000)
}

/** Rows that cannot be stored, and of which no reject is kept either. */
export function lostRows({ world, memory, savepoints, synthetic }: FaultBench): readonly string[] {
  const kept = new Set(memory.rejects('p', synthetic.stream.name).map(({ id }) => id))
  const known = Object.fromEntries(savepoints.map(({ partition, value }) => [partition, value]))
  return world
    .truthAt(known)
    .filter(({ outcome, key }) => outcome === 'rejected' && !kept.has(`key:${String(key)}`))
    .map(({ row }) => `row ${row} is lost: there is no reject of it`)
}
