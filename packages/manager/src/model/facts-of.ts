import type { PipelineRecord, RunRow } from '../store/records.ts'
import type { PipelineFacts } from './status.ts'

/**
 * The facts of a stored pipeline. `work` is the run or build that `activeRun` names; one that is over by now counts for
 * nothing.
 */
export function factsOf(
  { isEnabled, build, health }: Pick<PipelineRecord, 'isEnabled' | 'build' | 'health'>,
  work: Pick<RunRow, 'type' | 'state'> | undefined,
): PipelineFacts {
  const isLive = work?.state === 'queued' || work?.state === 'running'
  return { isEnabled, build, health, work: isLive ? { type: work.type, state: work.state } : null }
}
