import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { advanceSchedule, isDue } from '../model/schedule.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import type { Decision } from '../records/change-records.ts'
import { withWork } from '../records/load-pipeline.ts'
import { newRow, queueing } from '../runs/queue-run.ts'
import { applyEvent } from '../records/apply-event.ts'
import type { PipelineRecord } from '../store/records.ts'
import type { Kept } from '../store/store.ts'

/** Queues a run for each pipeline whose moment has come, once, whoever else looks at the same time. */
export async function queueDuePipelines(context: ManagerContext): Promise<void> {
  const { store } = context
  const due = await store.list('pipeline', { dueBy: await store.now() })
  for (const kept of due.toReversed()) {
    const { id, account, value } = kept
    // It stays due, and runs once when it can.
    if (!(await canBegin(context, kept))) continue
    const run = await store.nextId('run')
    const isQueued = await changeRecords(store, () => queueOne(context, id, run))
    if (isQueued) context.emit({ type: 'run-queued', account, pipeline: id, name: value.name, run })
  }
  if (due.length > 0) context.wake()
}

async function queueOne(context: ManagerContext, id: number, run: number): Promise<Decision<boolean>> {
  const { store } = context
  const [kept, now] = [await store.read('pipeline', id), await store.now()]
  // Somebody else was faster.
  if (kept === undefined || !isDue(kept.value.schedule, now)) return unchanged(false)
  const record = advanced(kept, now)
  const loaded = await withWork(store, kept)
  // The run that is in progress serves this tick, too.
  if (loaded.facts.work !== null) return { changes: [replacing(kept, record)], answer: false }
  try {
    const queued = applyEvent(context, { ...loaded, kept: { ...kept, value: record } }, { type: 'queue' }, now)
    const row = newRow(kept, { type: 'run', trigger: 'schedule', incremental: null, now })
    return { changes: queueing(kept, { ...queued, schedule: record.schedule }, row, run), answer: true }
  } catch (thrown) {
    if (!ManagerError.isInstance(thrown)) throw thrown
    return { changes: [replacing(kept, record)], answer: false }
  }
}

function advanced({ id, value }: Kept<'pipeline'>, now: Date): PipelineRecord {
  const canRun = value.isEnabled && value.build.type === 'built'
  const { source } = value.definition
  return { ...value, schedule: advanceSchedule(value.schedule, { source, pipeline: id, now, canRun }) }
}

/** Nothing is queued for an end that is switched off, or for a destination that nothing may be written to. */
async function canBegin({ store }: ManagerContext, { value }: Kept<'pipeline'>): Promise<boolean> {
  const [source, destination] = await Promise.all([
    store.read('source', value.definition.source),
    store.read('destination', value.definition.destination),
  ])
  return source?.value.isActive === true && destination?.value.isActive === true && destination.value.mode === 'normal'
}
