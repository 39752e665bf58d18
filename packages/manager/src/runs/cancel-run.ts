import type { ManagerContext } from '../manager-context.ts'
import { applyEvent } from '../records/apply-event.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import { withWork } from '../records/load-pipeline.ts'
import type { RunRow } from '../store/records.ts'
import type { Change, Kept } from '../store/store.ts'

/** Why a build ended that somebody did not want any more. */
const buildCancelled = 'the building of the tables was cancelled; build them again'

/** Ends a run that is queued, and asks the worker of one that is running to end it. One that is over stays as it is. */
export async function cancelRun(context: ManagerContext, run: number): Promise<void> {
  const { store } = context
  const ended = await changeRecords(store, async () => {
    const row = await store.read('run', run)
    if (row === undefined) return unchanged(undefined)
    const now = await store.now()
    if (row.value.state === 'running') {
      return { changes: [replacing(row, { ...row.value, isCancelling: true })], answer: undefined }
    }
    if (row.value.state !== 'queued') return unchanged(undefined)
    const pipeline = await store.read('pipeline', row.value.pipeline)
    const changes = [replacing(row, cancelled(row.value, now))]
    if (pipeline?.value.activeRun !== run) return { changes, answer: undefined }
    return { changes: [...changes, await letGo(context, pipeline, row, now)], answer: pipeline }
  })
  if (ended !== undefined) {
    const { account, id, value } = ended
    context.emit({ type: 'run-cancelled', account, pipeline: id, name: value.name, run })
  }
  context.wake()
}

/** Cancels the run of a pipeline, if it has one. Builds go on. */
export async function cancelActiveRun(context: ManagerContext, { value }: Kept<'pipeline'>): Promise<void> {
  const { activeRun, build } = value
  if (activeRun !== null && build.type === 'built') await cancelRun(context, activeRun)
}

/** The record of a run that ended before anybody worked on it. */
export function cancelled(row: RunRow, now: Date): RunRow {
  return { ...row, state: 'cancelled', endedAt: now.toISOString(), claim: null, resumeAt: null, progress: null }
}

async function letGo(
  context: ManagerContext,
  pipeline: Kept<'pipeline'>,
  row: Kept<'run'>,
  now: Date,
): Promise<Change> {
  const loaded = await withWork(context.store, pipeline)
  const event =
    row.value.type === 'build'
      ? ({ type: 'build-failed', error: buildCancelled } as const)
      : ({ type: 'cancel' } as const)
  return replacing(pipeline, { ...applyEvent(context, loaded, event, now), activeRun: null })
}
