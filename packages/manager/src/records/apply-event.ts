import { ManagerError, refusalOf } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { changeState } from '../model/change-state.ts'
import type { PipelineEvent } from '../model/change-state.ts'
import { planSchedule } from '../model/schedule.ts'
import type { PipelineFacts } from '../model/status.ts'
import type { PipelineRecord } from '../store/records.ts'
import type { Kept } from '../store/store.ts'

/** The pipeline after something happened to it, its schedule planned. Throws a `ManagerError` where it cannot happen. */
export function applyEvent(
  context: Pick<ManagerContext, 'breaker'>,
  { kept, facts }: { readonly kept: Kept<'pipeline'>; readonly facts: PipelineFacts },
  event: PipelineEvent,
  now: Date,
): PipelineRecord {
  const change = changeState(facts, event, context.breaker)
  if (change.type === 'refused') throw new ManagerError(refusalOf(change.refusal))
  if (change.type === 'deleted') return kept.value
  const { isEnabled, build, health } = change.facts
  return replan(kept, { ...kept.value, isEnabled, build, health, updatedAt: now.toISOString() }, now)
}

/** The record with its schedule planned anew: to be called with every change of schedule, status or source. */
export function replan({ id, value }: Kept<'pipeline'>, changed: PipelineRecord, now: Date): PipelineRecord {
  const { schedule, definition, isEnabled, build } = changed
  const canRun = isEnabled && build.type === 'built'
  const context = { source: definition.source, pipeline: id, now, canRun }
  return { ...changed, schedule: planSchedule(schedule, context, value.schedule) }
}
