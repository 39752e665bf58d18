import { isPlainObject } from './plain-object.ts'

/** The value at a way through plain objects; undefined where there is none. Only own fields count. */
export function readPath(value: unknown, segments: readonly string[]): unknown {
  let current = value
  for (const segment of segments) {
    if (typeof current !== 'object' || current === null || !isPlainObject(current)) return undefined
    if (!Object.hasOwn(current, segment)) return undefined
    current = current[segment]
  }
  return current
}
