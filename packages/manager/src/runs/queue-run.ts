import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { noSteps } from '../model/step-counts.ts'
import { applyEvent } from '../records/apply-event.ts'
import { creating, replacing } from '../records/change-records.ts'
import type { LoadedPipeline } from '../records/load-pipeline.ts'
import type { BuildOrder, PipelineRecord, RunRow } from '../store/records.ts'
import type { Change, Kept } from '../store/store.ts'

/** What is asked of a run. */
export interface RunRequest {
  /** The id that it will have. */
  readonly id: number
  readonly trigger: RunRow['trigger']
  /** Null: the pipeline's default. */
  readonly incremental: boolean | null
  readonly now: Date
}

/** The changes that queue a run. Throws a `ManagerError` that says why none can be. */
export function queueRun(context: ManagerContext, loaded: LoadedPipeline, request: RunRequest): readonly Change[] {
  const { kept } = loaded
  if (kept.value.isEnabled && request.incremental === true && kept.value.offers?.isIncremental === false) {
    throw new ManagerError('incremental_requires_an_update_time_column')
  }
  const record = applyEvent(context, loaded, { type: 'queue' }, request.now)
  return queueing(kept, record, newRow(kept, { type: 'run', ...request }), request.id)
}

/** The changes that put work into the queue, and make it the pipeline's. */
export function queueing(
  kept: Kept<'pipeline'>,
  record: PipelineRecord,
  row: RunRow,
  id: number,
): readonly [run: Change, pipeline: Change] {
  const { account } = kept
  return [creating('run', { id, account }, row), replacing(kept, { ...record, activeRun: id })]
}

/** The record of a run or build that is queued at this moment. */
export function newRow(
  { id }: Pick<Kept<'pipeline'>, 'id'>,
  request: Pick<RunRow, 'type' | 'trigger' | 'incremental'> & {
    readonly order?: BuildOrder
    readonly now: Date
  },
): RunRow {
  const { type, trigger, incremental, order, now } = request
  return {
    type,
    pipeline: id,
    trigger,
    incremental,
    state: 'queued',
    startedAt: now.toISOString(),
    endedAt: null,
    claim: null,
    isCancelling: false,
    notBefore: null,
    engineRun: null,
    steps: noSteps(),
    tables: {},
    warnings: [],
    error: '',
    resumeAt: null,
    progress: null,
    ...(order === undefined ? {} : { order }),
  }
}

/** Throws while nothing may be done in the destination. */
export function requireNormalMode({ value }: Kept<'destination'>): void {
  if (value.mode === 'inspection') throw new ManagerError('data_warehouse_is_in_inspection_mode')
  if (value.mode === 'maintenance') throw new ManagerError('data_warehouse_is_in_maintenance_mode')
}

/** Throws unless both ends are active. */
export function requireActiveEnds(source: Kept<'source'>, destination: Kept<'destination'>): void {
  if (!source.value.isActive) throw new ManagerError('source_is_not_active', `${source.id} (${source.value.name})`)
  if (!destination.value.isActive) {
    throw new ManagerError('destination_is_not_active', `${destination.id} (${destination.value.name})`)
  }
}
