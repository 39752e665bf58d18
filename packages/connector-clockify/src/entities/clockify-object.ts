import type { JsonValue } from '@millrace/core/plugin'

/** An object as the API sends it. Keys that are not known yet are kept. */
export type ClockifyObject = Readonly<Record<string, JsonValue>>

export function isObject(value: unknown): value is ClockifyObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The id of an object; `""` for one without. */
export function idOf({ id }: ClockifyObject): string {
  return typeof id === 'string' ? id : ''
}
