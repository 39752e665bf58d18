import type { ManagerContext } from '../manager-context.ts'
import { applyEvent, replan } from '../records/apply-event.ts'
import { changeRecords, replacing } from '../records/change-records.ts'
import { loadPipeline } from '../records/load-pipeline.ts'
import { requireAccount } from '../records/read-records.ts'
import type { PipelineEdit } from './pipeline-view.ts'
import { requireName, requireSchedule } from './require-schedule.ts'

/** Changes name, schedule and whether it runs. A live run goes on. */
export async function editPipeline(
  context: ManagerContext,
  place: { readonly account: number; readonly id: number },
  edit: PipelineEdit,
): Promise<void> {
  const { store } = context
  const account = await requireAccount(store, place.account)
  if (edit.name !== undefined) requireName(edit.name)
  await changeRecords(store, async () => {
    const loaded = await loadPipeline(store, place)
    const now = await store.now()
    const { kept } = loaded
    const schedule = { ...kept.value.schedule, ...wantedSchedule(edit) }
    // One that was allowed once stays; it must not keep anybody from switching the pipeline off.
    if (edit.period !== undefined || edit.cron !== undefined) {
      const { period, cron } = schedule
      requireSchedule({ period, ...(cron === null ? {} : { cron }) }, account.value, now)
    }
    const named = edit.name === undefined ? kept.value : { ...kept.value, name: edit.name }
    const switched =
      edit.enabled === undefined
        ? named
        : {
            ...applyEvent(context, loaded, { type: edit.enabled ? 'enable' : 'disable' }, now),
            name: named.name,
          }
    const record = replan(kept, { ...switched, schedule, updatedAt: now.toISOString() }, now)
    return { changes: [replacing(kept, record)], answer: undefined }
  })
  context.wake()
}

/** A period takes the place of a cron expression, and the other way round. */
function wantedSchedule({ period, cron }: PipelineEdit): Partial<{
  readonly period: NonNullable<PipelineEdit['period']> | null
  readonly cron: NonNullable<PipelineEdit['cron']> | null
}> {
  if (cron !== undefined) return { cron, period: period ?? null }
  return period === undefined ? {} : { period, cron: null }
}
