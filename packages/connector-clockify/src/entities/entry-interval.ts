import type { JsonValue } from '@millrace/core/plugin'
import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'

/** When a time entry starts, in milliseconds since 1970; undefined where it does not say so. */
export function entryStart(entry: ClockifyObject): number | undefined {
  return toInstant(intervalOf(entry)['start'])
}

/** When a time entry ended, in milliseconds since 1970; undefined while it runs. */
export function entryEnd(entry: ClockifyObject): number | undefined {
  return toInstant(intervalOf(entry)['end'])
}

/** Whether the timer of an entry has not been stopped yet. */
export function isRunning(entry: ClockifyObject): boolean {
  const { end } = intervalOf(entry)
  return entryStart(entry) !== undefined && (end === null || end === undefined)
}

/** The interval of an entry; empty where there is none. */
export function intervalOf({ timeInterval }: ClockifyObject): ClockifyObject {
  return isObject(timeInterval) ? timeInterval : {}
}

function toInstant(value: JsonValue | undefined): number | undefined {
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(instant) ? undefined : instant
}
