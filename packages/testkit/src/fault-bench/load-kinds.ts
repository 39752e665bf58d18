import type { LoadKind } from './load-kind.ts'

const small = { rows: 14, pageSize: 3, partitions: 2 } as const
const pipeline = { commitAfterRecords: 4, batchSize: 2, inferenceWindow: 4, concurrency: 2 } as const
const usual = {
  pipeline,
  truth: 'savepoints',
  quietTruth: 'everything',
  keepsRemoved: 'never',
  acknowledges: false,
} as const

/** Every way to load, by a name to show. */
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
