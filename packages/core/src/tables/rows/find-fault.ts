import { abbreviatePath } from '../path.ts'
import { isPlainObject, unwrapObject } from '../plain-object.ts'
import { Rejection } from '../rejection.ts'

const maxElements = 100_000

/**
 * Walks a record again to find where it throws, where it contains itself, or where it gets too deep. The hot loop
 * does not know: it carries no path.
 */
export function findFault(record: unknown, maxNesting: number): Rejection | undefined {
  return inspect(record, { trail: [], open: [], maxNesting })
}

interface Walk {
  readonly trail: (string | null)[]
  readonly open: object[]
  readonly maxNesting: number
}

function inspect(value: unknown, walk: Walk): Rejection | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (walk.open.includes(value)) return new Rejection('cycle', abbreviatePath(walk.trail))
  if (walk.open.length >= walk.maxNesting) return new Rejection('too_deep', abbreviatePath(walk.trail))
  walk.open.push(value)
  const fault = inspectMembers(value, walk)
  walk.open.pop()
  return fault
}

function inspectMembers(value: object, walk: Walk): Rejection | undefined {
  try {
    if (Array.isArray(value)) {
      for (let index = 0; index < Math.min(value.length, maxElements); index++) {
        const fault = inspectMember(value, String(index), null, walk)
        if (fault !== undefined) return fault
      }
      return undefined
    }
    if (!isPlainObject(value)) {
      const plain = unwrapObject(value, abbreviatePath(walk.trail))
      return plain === value ? undefined : inspect(plain, walk)
    }
    for (const key of Object.keys(value)) {
      const fault = inspectMember(value, key, key, walk)
      if (fault !== undefined) return fault
    }
    return undefined
  } catch (error) {
    return error instanceof Rejection ? error : new Rejection('getter_threw', abbreviatePath(walk.trail))
  }
}

function inspectMember(owner: object, key: string, step: string | null, walk: Walk): Rejection | undefined {
  walk.trail.push(step)
  try {
    return inspect(Reflect.get(owner, key), walk)
  } catch {
    return new Rejection('getter_threw', abbreviatePath(walk.trail))
  } finally {
    walk.trail.pop()
  }
}
