import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { advanceSchedule, isDue } from '../model/schedule.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import type { Decision } from '../records/change-records.ts'
import { withWork } from '../records/load-pipeline.ts'
import { messageOf } from '../records/message-of.ts'
import { newRow, queueing } from '../runs/queue-run.ts'
import { applyEvent } from '../records/apply-event.ts'
import type { PipelineRecord } from '../store/records.ts'
import type { Kept, Store } from '../store/store.ts'

/** Queues a run for each pipeline whose moment has come, once, whoever else looks at the same time. */
export async function queueDuePipelines(context: ManagerContext): Promise<void> {
  const { store, logger } = context
  const due = await store.list('pipeline', { dueBy: await store.now() })
  const isReady = readinessOf(store)
  let count = 0
  for (const kept of due.toReversed()) {
    try {
      // Otherwise it stays due, and runs once when it can.
      if ((await isReady(kept)) && (await queueIfDue(context, kept))) count += 1
    } catch (thrown) {
      // One that cannot be queued does not keep the others from it.
      logger.error({ pipeline: kept.id, cause: messageOf(thrown) }, 'a pipeline that is due could not be queued')
    }
  }
  if (count > 0) context.wake()
}

async function queueIfDue(context: ManagerContext, { id, account, value }: Kept<'pipeline'>): Promise<boolean> {
  const { store } = context
  const run = await store.nextId('run')
  const isQueued = await changeRecords(store, () => queueOne(context, id, run))
  if (isQueued) context.emit({ type: 'run-queued', account, pipeline: id, name: value.name, run })
  return isQueued
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

/**
 * Nothing is queued for an end that is switched off, or for a destination that nothing may be written to. Each end is read once:
 * many pipelines may wait for the same one.
 */
function readinessOf(store: Store): (pipeline: Kept<'pipeline'>) => Promise<boolean> {
  const sources = new Map<number, Promise<boolean>>()
  const destinations = new Map<number, Promise<boolean>>()
  const readSource = async (id: number): Promise<boolean> => (await store.read('source', id))?.value.isActive !== false
  const readDestination = async (id: number): Promise<boolean> => {
    const found = await store.read('destination', id)
    // Without its ends it begins all the same, and fails with what is missing.
    return found === undefined || (found.value.isActive && found.value.mode === 'normal')
  }
  return async ({ value: { definition } }) => {
    const { source, destination } = definition
    sources.set(source, sources.get(source) ?? readSource(source))
    destinations.set(destination, destinations.get(destination) ?? readDestination(destination))
    return (await sources.get(source)) === true && (await destinations.get(destination)) === true
  }
}
