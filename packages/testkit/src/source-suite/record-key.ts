import { parsePath } from '@millrace/core/plugin'
import type { Key, Stream } from '@millrace/core/plugin'

/** Paths of the primary key; none for a stream without one. */
export function keyPaths({ primaryKey }: Stream): readonly string[] {
  if (primaryKey === undefined) return []
  return typeof primaryKey === 'string' ? [primaryKey] : primaryKey
}

/** The value at a path of a record; undefined if there is none. */
export function valueAt(record: unknown, path: string): unknown {
  return parsePath(path).reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null || step === null || !Object.hasOwn(value, step)) return undefined
    return Reflect.get(value, step)
  }, record)
}

/** The key of a record as text, equal for equal keys; undefined where a part of it is missing. */
export function keyText(stream: Stream, record: unknown): string | undefined {
  const values = keyPaths(stream).map((path) => valueAt(record, path))
  return values.some((value) => value === undefined || value === null) ? undefined : textOf(values)
}

/** The same for a key as an author gives it. */
export function givenKeyText(key: Key): string {
  return textOf(Array.isArray(key) ? key : [key])
}

function textOf(values: readonly unknown[]): string {
  return JSON.stringify(
    values.map((value) => `${typeof value === 'bigint' ? 'number' : typeof value} ${String(value)}`),
  )
}
