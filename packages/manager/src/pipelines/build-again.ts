import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { applyEvent } from '../records/apply-event.ts'
import { changeRecords, creating, replacing } from '../records/change-records.ts'
import { loadPipeline } from '../records/load-pipeline.ts'
import { listRuns } from '../runs/list-runs.ts'
import { newRow } from '../runs/queue-run.ts'
import { plainOrder } from '../work/work-build.ts'

/** Builds the tables of a pipeline again, after that has failed. Answers the build's id. */
export async function buildAgain(
  context: ManagerContext,
  place: { readonly account: number; readonly id: number },
): Promise<number> {
  const { store } = context
  const build = await store.nextId('run')
  await changeRecords(store, async () => {
    const now = await store.now()
    const loaded = await loadPipeline(store, place)
    const { kept } = loaded
    if (kept.value.build.type === 'built') {
      throw new ManagerError('pipeline_is_not_in_progress', 'its tables are built; an advanced edit builds them anew')
    }
    const record = { ...applyEvent(context, loaded, { type: 'edit' }, now), activeRun: build }
    const [last] = await listRuns(store, place.account, { pipeline: place.id, type: 'build', limit: 1 })
    const order = last?.value.order ?? plainOrder
    const row = newRow(kept, { type: 'build', trigger: 'manual', incremental: null, order, now })
    return {
      changes: [creating('run', { id: build, account: place.account }, row), replacing(kept, record)],
      answer: undefined,
    }
  })
  context.wake()
  return build
}
