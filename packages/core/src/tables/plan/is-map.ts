import { formatPath } from '../path.ts'
import type { PlainObject } from '../plain-object.ts'
import type { Plan } from './plan.ts'
import { changingKeys } from './sample-window.ts'
import type { Slot } from './table-plan.ts'

/** Whether the objects at a path that has no columns yet are maps: by the window, after it by the first object. */
export function isMap(plan: Plan, slot: Slot, value: PlainObject): boolean {
  if (plan.hints !== undefined) return plan.hints.get(formatPath(slot.steps))?.isMap === true
  return Object.keys(value).length > changingKeys
}
