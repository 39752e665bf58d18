import type { ClockifyObject } from './clockify-object.ts'

/** An object without some of its keys. */
export function without(object: ClockifyObject, ...keys: readonly string[]): ClockifyObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
}
