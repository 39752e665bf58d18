import type { PlainObject } from '../plain-object.ts'
import type { ObjectPlan, Slot } from './table-plan.ts'

/** Puts the slots of a plan into the order in which an object has its keys. The others stay behind their predecessors. */
export function learnOrder(plan: ObjectPlan, object: PlainObject): void {
  const present = new Set<Slot>()
  for (const key of Object.keys(object)) {
    const slot = plan.byKey.get(key)
    if (slot !== undefined) present.add(slot)
  }
  const followers = new Map<Slot | undefined, Slot[]>()
  let before: Slot | undefined
  for (const slot of plan.slots) {
    if (present.has(slot)) before = slot
    else followers.set(before, [...(followers.get(before) ?? []), slot])
  }
  const ordered = [undefined, ...present].flatMap((slot) => [
    ...(slot === undefined ? [] : [slot]),
    ...(followers.get(slot) ?? []),
  ])
  ordered.forEach((slot, position) => {
    plan.slots[position] = slot
    slot.position = position
  })
  plan.misses = 0
  // Where every record has another order, learning it is in vain.
  plan.patience *= 4
}
