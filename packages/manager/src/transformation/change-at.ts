import type { PipelineRecord } from '@millrace/core'

/** The members of an object. */
export type Members = Readonly<Record<string, unknown>>

/** What is done to the object that holds the last name of a path. Answers the same object where nothing is to change. */
export type MemberChange = (members: Members, name: string) => Members

type Steps = readonly (string | null)[]

/**
 * A copy of the record with a change made at a path. A path through an array applies to each element, whether it says so
 * by an array step (null) or not. Nothing is changed in place: objects without a change are shared, and so is the record.
 * `makes`: objects are made where they are missing or null on the way; an array step makes nothing.
 */
export function changeAt(
  record: PipelineRecord,
  steps: Steps,
  change: MemberChange,
  options: { readonly makes?: boolean } = {},
): PipelineRecord {
  return inObject(record, steps, { change, makes: options.makes === true })
}

/** The same array where no element becomes another one. */
export function mapElements(elements: readonly unknown[], map: (element: unknown) => unknown): readonly unknown[] {
  const mapped = elements.map(map)
  return mapped.every((element, index) => element === elements[index]) ? elements : mapped
}

/** A copy with one more or another member. */
export function withMember(members: Members, name: string, value: unknown): Members {
  // A computed name is a member like any other, `__proto__` too.
  return { ...members, [name]: value }
}

/** A copy without a member. */
export function withoutMember(members: Members, name: string): Members {
  return Object.fromEntries(Object.entries(members).filter(([key]) => key !== name))
}

/** A member of its own; undefined where there is none. */
export function memberOf(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined
}

/** Whether a value has members: an object, but no array, time or bytes. */
export function hasMembers(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !(value instanceof Date) && !(value instanceof Uint8Array)
}

interface Work {
  readonly change: MemberChange
  readonly makes: boolean
}

function inObject(members: Members, steps: Steps, work: Work): Members {
  const [name, ...rest] = steps
  if (typeof name !== 'string') return members
  if (rest.every((step) => step === null)) return work.change(members, name)
  const inner = memberOf(members, name)
  const changed = inValue(inner, rest, work)
  return changed === inner ? members : withMember(members, name, changed)
}

function inValue(value: unknown, steps: Steps, work: Work): unknown {
  if (Array.isArray(value)) {
    const inside = steps[0] === null ? steps.slice(1) : steps
    return mapElements(value, (element) => (isAbsent(element) ? element : inValue(element, inside, work)))
  }
  if (steps[0] === null) return value
  if (hasMembers(value)) return inObject(value, steps, work)
  return work.makes && isAbsent(value) ? inObject({}, steps, work) : value
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined
}
