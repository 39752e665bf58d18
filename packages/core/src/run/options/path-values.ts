import type { SourceRecord } from '../../contract/json.ts'
import { parsePath } from '../../kit/parse-path.ts'

/** The value at a path that leads through objects only; undefined where there is none. */
export function valueAt(record: unknown, path: string): unknown {
  let value = record
  for (const step of parsePath(path)) {
    if (step === null || typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = Reflect.get(value, step)
  }
  return value
}

/** Whether any value stands at the path, through objects and the elements of arrays. */
export function hasPath(value: unknown, steps: readonly (string | null)[]): boolean {
  if (steps.length === 0) return true
  if (Array.isArray(value)) {
    const rest = steps[0] === null ? steps.slice(1) : steps
    return value.some((element) => hasPath(element, rest))
  }
  const [step, ...rest] = steps
  if (typeof value !== 'object' || value === null || typeof step !== 'string' || !Object.hasOwn(value, step))
    return false
  return hasPath(Reflect.get(value, step), rest)
}

/** A copy of the record with the value put at the path; objects on the way are made where they are missing. */
export function withValueAt(record: SourceRecord, path: string, value: unknown): SourceRecord {
  return put(record, parsePath(path), value) as SourceRecord
}

function put(target: unknown, steps: readonly (string | null)[], value: unknown): unknown {
  const [step, ...rest] = steps
  if (typeof step !== 'string') return value
  const object = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {}
  const below = put(Object.hasOwn(object, step) ? Reflect.get(object, step) : undefined, rest, value)
  return Object.fromEntries([...Object.entries(object), [step, below]])
}
