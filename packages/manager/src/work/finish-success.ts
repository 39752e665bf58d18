import type { RunRecord, RunResult } from '@millrace/core'
import type { ManagerContext } from '../manager-context.ts'
import type { PipelineRecord } from '../store/records.ts'
import type { FinishRequest } from './finish-run.ts'
import { giveFinalNames } from './give-final-names.ts'
import type { RunCounts } from './run-outcome.ts'
import { standingAfterRun } from './standing-names.ts'
import type { ConnectedEnds } from './to-engine-options.ts'

/** A run that has succeeded in the destination, as the process that ran it knows, or as the destination has recorded it. */
export interface Success {
  readonly ends: ConnectedEnds
  readonly streams: (RunResult | RunRecord)['streams']
  readonly counts: RunCounts
  readonly signal: AbortSignal
}

/** What becomes of a pipeline whose run has succeeded: what was to be read anew has been, and what stood in the way is gone. */
export async function finishSuccess(
  context: ManagerContext,
  pipeline: PipelineRecord,
  { ends, streams, counts, signal }: Success,
): Promise<Pick<FinishRequest, 'outcome' | 'onSuccess'>> {
  const { names, warnings } = await giveFinalNames(context, pipeline, ends, signal)
  const standing = names ?? standingAfterRun(pipeline, { streams }, ends.destination.end.capabilities)
  return {
    outcome: { type: 'succeeded', counts: { ...counts, warnings: [...counts.warnings, ...warnings] } },
    onSuccess: (record) => {
      const { interimTables: _interim, replaced, ...others } = record
      const after = { ...others, standing, readsEverything: false }
      // The next run tries again: for that it must still be allowed to take the names.
      if (warnings.length > 0) return { ...after, ...(replaced === undefined ? {} : { replaced }) }
      return { ...after, takesOver: false }
    },
  }
}
