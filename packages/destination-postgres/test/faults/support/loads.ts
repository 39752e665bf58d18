import type { PipelineOptions, StreamOptions } from '@millrace/core'
import type { LedgerCheck, SyntheticOptions } from '@millrace/testkit'

/** A load that is large enough to be struck in its middle. */
export interface Load {
  readonly synthetic: SyntheticOptions
  readonly stream: StreamOptions
  /** What stands at any time. */
  readonly truth: LedgerCheck['truth']
  /** What stands after a last run while nothing changes. */
  readonly quietTruth: LedgerCheck['truth']
  /** No read tells what the source removed. */
  readonly keepsRemoved: boolean
}

export const loadNames = ['full', 'incremental', 'append'] as const

export type LoadName = (typeof loadNames)[number]

const size = { rows: 50, pageSize: 5, partitions: 2, savepointEvery: 1 } as const

export const loadOptions: Partial<PipelineOptions> = {
  commitAfterRecords: 15,
  batchSize: 10,
  inferenceWindow: 10,
  concurrency: 2,
  maxAttempts: 3,
  retryDelayInMs: 1,
}

export const loads: Readonly<Record<LoadName, Load>> = {
  full: {
    synthetic: size,
    stream: { mode: 'full' },
    truth: 'savepoints',
    quietTruth: 'everything',
    keepsRemoved: false,
  },
  incremental: {
    synthetic: { ...size, incremental: 'savepoint' },
    stream: { mode: 'incremental' },
    truth: 'savepoints',
    quietTruth: 'everything',
    keepsRemoved: false,
  },
  append: {
    synthetic: { ...size, incremental: 'savepoint', key: 'none' },
    stream: { mode: 'append' },
    truth: 'appends',
    quietTruth: 'appends',
    keepsRemoved: true,
  },
}
