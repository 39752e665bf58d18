import { executeRun } from './execute-run.ts'
import type { PipelineOptions } from './options/pipeline-options.ts'
import type { RunResult } from './run-result.ts'
import { withSession } from './with-session.ts'

/**
 * Copies records from a source into tables of a destination. Data, the point to resume from and the record of the
 * run are committed together.
 *
 * Rejects with an `InvalidOptionsError` that lists everything wrong with the options, with `PipelineBusyError` while
 * another run is live, and with a `RunError` when the run fails; a run that is paused or cancelled resolves.
 */
export async function runPipeline<StreamName extends string>(
  options: PipelineOptions<StreamName>,
): Promise<RunResult<StreamName>> {
  return withSession(options, executeRun)
}
