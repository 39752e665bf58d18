import type { Stream } from '@millrace/core/plugin'

/** Paths of the key, cursor and scope fields of a stream: they always land, and nothing may change them. */
export function protectedPaths({ primaryKey, cursor, scopeColumns }: Stream): readonly string[] {
  const keys = typeof primaryKey === 'string' ? [primaryKey] : (primaryKey ?? [])
  return [...new Set([...keys, ...(cursor === undefined ? [] : [cursor]), ...(scopeColumns ?? [])])]
}
