/**
 * When pipelines run by themselves. All moments are the store's time.
 *
 * Words:
 * - *tick*: a moment at which a schedule asks for a run
 * - *offset*: how far after the full period the ticks of a pipeline lie; it never changes, and pipelines of one source
 *   have offsets that lie far from each other, so that they do not all ask at once
 */

import type { ScheduleRecord } from '../store/records.ts'
import { nextCronTick } from './cron.ts'
import { periods } from './period.ts'
import { spreadOffset } from './spread-offset.ts'

/** When somebody wants a pipeline to run: by a period, by cron, or never. */
export type WantedSchedule = Pick<ScheduleRecord, 'period' | 'cron'>

/** What a schedule is planned for. */
export interface ScheduleContext {
  /** Ids: they give the offset. */
  readonly source: number
  readonly pipeline: number
  /** The store's time. */
  readonly now: Date
  /** Whether the pipeline may run: it is enabled, and not blocked. */
  readonly canRun: boolean
}

/** The first tick after a moment; undefined when there is none. Ticks by cron have no offset: their moment was chosen. */
export function nextTick(
  { period, cron }: WantedSchedule,
  ends: Pick<ScheduleContext, 'source' | 'pipeline'>,
  after: Date,
): Date | undefined {
  if (cron !== null) return nextCronTick(cron, after)
  if (period === null) return undefined
  const length = periods[period]
  const offset = spreadOffset(ends, length)
  const passed = Math.floor((after.getTime() - offset) / length)
  return new Date((passed + 1) * length + offset)
}

/**
 * The schedule as it is to be stored: to be called with every change of schedule, status or source. A tick that was
 * planned and is not yet served stays, unless the schedule itself is another one.
 */
export function planSchedule(
  wanted: WantedSchedule,
  context: ScheduleContext,
  stored?: ScheduleRecord,
): ScheduleRecord {
  const { period, cron } = wanted
  if (!context.canRun) return { period, cron, nextRunAt: null }
  const next = nextTick(wanted, context, context.now)
  // One that lies beyond the next tick was planned by a clock that was wrong.
  const isPlanned = stored !== undefined && isSame(stored, wanted) && isDue(stored, next ?? farAway)
  if (isPlanned) return stored
  return { period, cron, nextRunAt: toText(next) }
}

/** Whether a run is to be queued at this moment. */
export function isDue({ nextRunAt }: ScheduleRecord, now: Date): boolean {
  return nextRunAt !== null && Date.parse(nextRunAt) <= now.getTime()
}

/** The schedule after its tick was served. Ticks that were missed meanwhile were served with it: they run once. */
export function advanceSchedule(stored: ScheduleRecord, context: ScheduleContext): ScheduleRecord {
  return planSchedule(stored, context)
}

const farAway = new Date(8.64e15)

function isSame(left: WantedSchedule, right: WantedSchedule): boolean {
  return (
    left.period === right.period &&
    left.cron?.expression === right.cron?.expression &&
    left.cron?.timeZone === right.cron?.timeZone
  )
}

function toText(tick: Date | undefined): string | null {
  return tick?.toISOString() ?? null
}
