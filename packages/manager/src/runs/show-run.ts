import { toStepArrays } from '../model/step-counts.ts'
import type { Kept } from '../store/store.ts'
import type { RunView } from './run-view.ts'

/** A run as it may be shown. */
export function showRun({ id, account, value }: Kept<'run'>): RunView {
  const { type, pipeline, trigger, incremental, state, error, tables, warnings, progress, isCancelling } = value
  const isLive = state === 'queued' || state === 'running'
  return {
    id,
    account,
    pipeline,
    type,
    trigger,
    incremental,
    state,
    startTime: new Date(value.startedAt),
    endTime: value.endedAt === null ? null : new Date(value.endedAt),
    ...toStepArrays(value.steps, { isLive }),
    error: isLive ? '' : error,
    tables,
    warnings,
    resumeAt: value.resumeAt === null ? null : new Date(value.resumeAt),
    progress,
    isCancelling,
  }
}
