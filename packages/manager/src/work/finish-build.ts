import type { ManagerContext } from '../manager-context.ts'
import type { ManagerEvent } from '../manager-event.ts'
import { applyEvent } from '../records/apply-event.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import { withWork } from '../records/load-pipeline.ts'
import { newRow, queueing } from '../runs/queue-run.ts'
import type { PipelineRecord, RunRow, StandingNames } from '../store/records.ts'
import type { Change, Kept } from '../store/store.ts'
import { isClaimedBy } from './claim.ts'

/** How a build ended. */
export type BuildOutcome =
  | { readonly type: 'built'; readonly standing: StandingNames | undefined; readonly startsAt: Date | null }
  | { readonly type: 'failed'; readonly error: string }
  /** It was stopped with its process. */
  | { readonly type: 'again' }
  /** Somebody else has the destination. */
  | { readonly type: 'busy' }

/** Where a build whose way is barred waits before it tries again. */
const busyDelayInMs = 2_000

/** Writes how a build ended, and queues the run that was to follow it. */
export async function finishBuild(
  context: ManagerContext,
  { run, worker, outcome }: { readonly run: number; readonly worker: string; readonly outcome: BuildOutcome },
): Promise<void> {
  const { store } = context
  // Where no run follows, no number is drawn.
  const ended = await store.read('run', run)
  const nextRun = ended?.value.order?.runsAfter === true ? await store.nextId('run') : 0
  const events = await changeRecords(store, async () => {
    const row = await store.read('run', run)
    if (!isClaimedBy(row, worker)) return unchanged<readonly ManagerEvent[]>([])
    const now = await store.now()
    const value = endedRow(row.value, outcome, now)
    const pipeline = await store.read('pipeline', row.value.pipeline)
    if (pipeline?.value.activeRun !== run) {
      const left = { ...value, state: 'cancelled' as const, endedAt: now.toISOString() }
      return { changes: [replacing(row, left)], answer: [] }
    }
    const after = await pipelineAfter(context, { pipeline, row, outcome, now, nextRun })
    return { changes: [replacing(row, value), ...after.changes], answer: after.events }
  })
  for (const event of events) context.emit(event)
  context.wake()
}

function endedRow(row: RunRow, outcome: BuildOutcome, now: Date): RunRow {
  const at = now.toISOString()
  switch (outcome.type) {
    case 'built':
      return { ...row, state: 'succeeded', endedAt: at, claim: null, notBefore: null }
    case 'failed':
      return { ...row, state: 'failed', endedAt: at, claim: null, notBefore: null, error: outcome.error }
    case 'again':
      return { ...row, state: 'queued', claim: null, notBefore: null }
    case 'busy': {
      const notBefore = new Date(now.getTime() + busyDelayInMs).toISOString()
      return { ...row, state: 'queued', claim: null, notBefore, busySince: row.busySince ?? at }
    }
    default:
      return outcome satisfies never
  }
}

interface Ending {
  readonly pipeline: Kept<'pipeline'>
  readonly row: Kept<'run'>
  readonly outcome: BuildOutcome
  readonly now: Date
  readonly nextRun: number
}

async function pipelineAfter(
  context: ManagerContext,
  { pipeline, row, outcome, now, nextRun }: Ending,
): Promise<{ readonly changes: readonly Change[]; readonly events: readonly ManagerEvent[] }> {
  const loaded = await withWork(context.store, pipeline)
  const { id, account, value } = pipeline
  const place = { account, pipeline: id, name: value.name }
  if (outcome.type === 'failed') {
    const event = { type: 'build-failed', error: outcome.error } as const
    const record = { ...applyEvent(context, loaded, event, now), activeRun: null }
    return {
      changes: [replacing(pipeline, record)],
      events: [{ ...place, type: 'build-failed', error: outcome.error }],
    }
  }
  if (outcome.type !== 'built') return { changes: [], events: [] }
  const built = afterBuild(applyEvent(context, loaded, { type: 'build-succeeded' }, now), outcome)
  const events: readonly ManagerEvent[] = [{ ...place, type: 'tables-built' }]
  if (row.value.order?.runsAfter !== true || !built.isEnabled) {
    return { changes: [replacing(pipeline, { ...built, activeRun: null })], events }
  }
  const { trigger } = row.value
  const next = newRow(pipeline, { type: 'run', trigger, incremental: null, now })
  return {
    changes: queueing(pipeline, built, next, nextRun),
    events: [...events, { ...place, type: 'run-queued', run: nextRun }],
  }
}

function afterBuild(
  record: PipelineRecord,
  { standing, startsAt }: Extract<BuildOutcome, { type: 'built' }>,
): PipelineRecord {
  return {
    ...record,
    ...(standing === undefined ? {} : { standing }),
    startsAt: startsAt === null ? record.startsAt : startsAt.toISOString(),
  }
}
