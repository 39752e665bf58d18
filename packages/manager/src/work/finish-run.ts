import type { ManagerContext } from '../manager-context.ts'
import type { ManagerEvent } from '../manager-event.ts'
import { healthEvent } from '../model/breaker.ts'
import { applyEvent } from '../records/apply-event.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import { withWork } from '../records/load-pipeline.ts'
import type { PipelineRecord, RunRow } from '../store/records.ts'
import type { Kept } from '../store/store.ts'
import { isClaimedBy } from './claim.ts'
import { addCounts } from './count-runs.ts'
import type { RunOutcome } from './run-outcome.ts'

/** Of whom the run is that ends. */
export interface FinishRequest {
  readonly run: number
  readonly worker: string
  readonly outcome: RunOutcome
  /** Only if the claim has ended by then: its worker went silent. */
  readonly ifSilentBy?: Date
  /** What else becomes of the pipeline when the run has succeeded. */
  readonly onSuccess?: (record: PipelineRecord) => PipelineRecord
}

/** Where a run whose way is barred waits before it tries again. */
const busyDelayInMs = 2_000

/** Writes how the work on a run ended: to the run, and to the health of its pipeline. Answers false where the claim was lost. */
export async function finishRun(context: ManagerContext, request: FinishRequest): Promise<boolean> {
  const events = await changeRecords(context.store, async () => {
    const { store } = context
    const row = await store.read('run', request.run)
    if (!isClaimedBy(row, request.worker) || isAliveAgain(row, request)) return unchanged(undefined)
    const now = await store.now()
    const outcome = wantedOutcome(row, request.outcome)
    const value = endedRow(row.value, outcome, now)
    const pipeline = await store.read('pipeline', row.value.pipeline)
    if (pipeline?.value.activeRun !== row.id) {
      const left =
        value.state === 'queued' ? { ...value, state: 'cancelled' as const, endedAt: now.toISOString() } : value
      return { changes: [replacing(row, left)], answer: [] }
    }
    const record = await pipelineAfter(context, pipeline, { ...request, outcome }, now)
    return {
      changes: [replacing(row, value), replacing(pipeline, record)],
      answer: eventsOf(pipeline, record, { ...request, outcome }, value),
    }
  })
  for (const event of events ?? []) context.emit(event)
  return events !== undefined
}

/** A run that somebody wants to end does not go on later. */
function wantedOutcome({ value: { isCancelling } }: Kept<'run'>, outcome: RunOutcome): RunOutcome {
  const isOver = outcome.type === 'succeeded' || (outcome.type === 'failed' && !outcome.hasDied)
  if (!isCancelling || isOver) return outcome
  return { type: 'cancelled', counts: 'counts' in outcome ? outcome.counts : undefined }
}

/** A worker that was only slow has moved its claim on meanwhile. */
function isAliveAgain({ value: { claim } }: Kept<'run'>, { ifSilentBy }: FinishRequest): boolean {
  return ifSilentBy !== undefined && claim !== null && new Date(claim.until) > ifSilentBy
}

function endedRow(row: RunRow, outcome: RunOutcome, now: Date): RunRow {
  const counts = addCounts(row, 'counts' in outcome ? outcome.counts : undefined)
  const ended = { ...row, ...counts, claim: null, progress: null, resumeAt: null, notBefore: null }
  switch (outcome.type) {
    case 'succeeded':
    case 'cancelled':
      return { ...ended, state: outcome.type, endedAt: now.toISOString() }
    case 'failed':
      return { ...ended, state: 'failed', endedAt: now.toISOString(), error: outcome.error }
    case 'paused': {
      const at = outcome.resumeAt.toISOString()
      const { busySince: _, ...free } = ended
      return { ...free, state: 'queued', engineRun: null, notBefore: at, resumeAt: at }
    }
    case 'busy': {
      const busySince = row.busySince ?? now.toISOString()
      return { ...ended, state: 'queued', engineRun: null, notBefore: later(now, busyDelayInMs), busySince }
    }
    default:
      return outcome satisfies never
  }
}

async function pipelineAfter(
  context: ManagerContext,
  pipeline: Kept<'pipeline'>,
  { outcome, onSuccess }: FinishRequest,
  now: Date,
): Promise<PipelineRecord> {
  const loaded = await withWork(context.store, pipeline)
  switch (outcome.type) {
    case 'succeeded': {
      const record = applyEvent(context, loaded, { type: 'succeed' }, now)
      return { ...(onSuccess?.(record) ?? record), activeRun: null }
    }
    case 'cancelled':
      return { ...applyEvent(context, loaded, { type: 'cancel' }, now), activeRun: null }
    case 'failed': {
      // A death on the way says nothing of the pipeline; one that always comes before the first savepoint does.
      const hasProgressed = outcome.hasDied && (outcome.counts?.steps.receive.passed ?? 0) > 0
      const event = hasProgressed ? ({ type: 'cancel' } as const) : ({ type: 'fail', error: outcome.error } as const)
      const record = applyEvent(context, loaded, event, now)
      return { ...record, ...(outcome.hasDied ? dueAtOnce(record, now) : {}), activeRun: null }
    }
    case 'paused':
    case 'busy':
      return applyEvent(context, loaded, { type: 'release' }, now)
    default:
      return outcome satisfies never
  }
}

/** What a process left behind is gone on with at once, where the pipeline runs by itself. */
function dueAtOnce({ schedule }: PipelineRecord, now: Date): Pick<PipelineRecord, 'schedule'> {
  return { schedule: schedule.nextRunAt === null ? schedule : { ...schedule, nextRunAt: now.toISOString() } }
}

function eventsOf(
  { id, account, value: before }: Kept<'pipeline'>,
  after: PipelineRecord,
  { run, outcome }: FinishRequest,
  row: RunRow,
): readonly ManagerEvent[] {
  const place = { account, pipeline: id, name: after.name, run }
  const change = healthEvent(before.health, after.health)
  const health = { ...place, reason: after.health.reason ?? '' }
  const ofHealth: readonly ManagerEvent[] =
    change === undefined
      ? []
      : change === 'recovered'
        ? [{ ...place, type: 'pipeline-recovered' }]
        : [{ ...health, type: change === 'warned' ? 'pipeline-warned' : 'pipeline-blocked' }]
  switch (outcome.type) {
    case 'succeeded':
      return [{ ...place, type: 'run-succeeded' }, ...ofHealth]
    case 'cancelled':
      return [{ ...place, type: 'run-cancelled' }]
    case 'failed': {
      const { error } = row
      const guard: readonly ManagerEvent[] = outcome.isGuard
        ? [{ ...place, type: 'deletion-guard-tripped', error }]
        : []
      return [{ ...place, type: 'run-failed', error }, ...guard, ...ofHealth]
    }
    case 'paused':
      return [{ ...place, type: 'run-paused', resumeAt: outcome.resumeAt }]
    case 'busy':
      return []
    default:
      return outcome satisfies never
  }
}

function later(now: Date, delayInMs: number): string {
  return new Date(now.getTime() + delayInMs).toISOString()
}
