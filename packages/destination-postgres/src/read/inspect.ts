import type { PipelineState, StreamState } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { withoutLost } from '../schema/lost-tables.ts'
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
  const entries = await withoutLost(transaction, await readStreamEntries(transaction, pipeline))
  for (const entry of entries) streams.push(await describeStream(transaction, entry))
  return {
    streams,
    runs: await readRuns(transaction, { pipeline, maxRuns }),
    isBusy: await isBusy(transaction, pipeline),
  }
}
