import type { PipelineState, StreamState } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { describeStream } from '../state/describe-stream.ts'
import { isBusy } from '../state/lease.ts'
import { readRuns } from '../state/runs.ts'
import { readStreamEntries } from '../state/streams.ts'

/** What stands for a pipeline, read without taking its lease. */
export async function inspect(
  transaction: Transaction,
  { pipeline, maxRuns }: { readonly pipeline: string; readonly maxRuns: number },
): Promise<PipelineState> {
  const streams: StreamState[] = []
  for (const entry of await readStreamEntries(transaction, pipeline))
    streams.push(await describeStream(transaction, entry))
  return {
    streams,
    runs: await readRuns(transaction, { pipeline, maxRuns }),
    isBusy: await isBusy(transaction, pipeline),
  }
}
