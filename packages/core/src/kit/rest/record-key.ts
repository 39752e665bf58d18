import type { JsonValue } from '../../contract/json.ts'
import { readBodyPath } from '../paginate/read-body-path.ts'

/** Paths as a list, however they were given. */
export function toPaths(paths: string | readonly string[] | undefined): readonly string[] {
  if (paths === undefined) return []
  return typeof paths === 'string' ? [paths] : paths
}

/** The values of a key in a record, or undefined where one is missing. */
export function readKey(record: unknown, paths: readonly string[]): readonly JsonValue[] | undefined {
  const values = paths.map((path) => readBodyPath(record, path))
  const present = values.filter((value) => value !== undefined && value !== null)
  return paths.length > 0 && present.length === paths.length ? present : undefined
}

/** A key as text, equal for equal keys. */
export function keyText(key: readonly JsonValue[]): string {
  return JSON.stringify(key, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
