import type { PipelineOptions, StreamOptions } from '@millrace/core'
import type { SyntheticOptions } from '@millrace/testkit'

/** A load that begins small and grows with what is written to its source. */
export interface LargeLoad {
  readonly synthetic: SyntheticOptions
  readonly pipeline: Partial<PipelineOptions>
  readonly stream: StreamOptions
}

export function largeLoad(mode: 'full' | 'incremental'): LargeLoad {
  return {
    synthetic: { rows: 50, pageSize: 200, incremental: 'savepoint', savepointEvery: 1 },
    pipeline: { commitAfterRecords: 1000, maxAttempts: 2, retryDelayInMs: 1 },
    stream: { mode },
  }
}
