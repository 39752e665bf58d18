import { statusOf } from '../model/status.ts'
import type { LoadedPipeline } from '../records/load-pipeline.ts'
import type { PipelineView } from './pipeline-view.ts'

/** A pipeline as it may be shown. */
export function showPipeline({ kept, facts }: LoadedPipeline): PipelineView {
  const { id, account, value } = kept
  const { name, definition, isEnabled, schedule, activeRun, stateId, readsEverything, startsAt, standing } = value
  return {
    id,
    account,
    name,
    definition,
    isEnabled,
    period: schedule.period,
    cron: schedule.cron,
    nextRunAt: schedule.nextRunAt === null ? null : new Date(schedule.nextRunAt),
    status: statusOf(facts),
    activeRun,
    stateId,
    readsEverything,
    startsAt: startsAt === null ? null : new Date(startsAt),
    tables: standing?.tables ?? {},
    deltas: standing?.deltas ?? {},
    createdAt: new Date(value.createdAt),
    updatedAt: new Date(value.updatedAt),
  }
}
