import type { JsonValue } from '../../contract/json.ts'
import { parsePath } from '../parse-path.ts'

/** The value at a path through the objects of a JSON value; undefined where there is none. */
export function readBodyPath(body: unknown, path: string): JsonValue | undefined {
  let value: unknown = body
  for (const step of parsePath(path)) {
    if (step === null || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    if (!Object.hasOwn(value, step)) return undefined
    value = Reflect.get(value, step)
  }
  return value as JsonValue
}
