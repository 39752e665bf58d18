import type { Key } from '@millrace/core/plugin'

/** The number of the row that has this key; undefined if no row can have it. */
export function rowOfKey(key: Key): number | undefined {
  const id = Array.isArray(key) ? key.at(-1) : key
  const row = Number(String(id).replace(/^row-/, ''))
  return Number.isSafeInteger(row) && row > 0 ? row : undefined
}
