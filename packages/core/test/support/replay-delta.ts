import type { CellValue } from '../../src/contract/column-type.ts'
import { deltaColumns } from '../../src/contract/table-schema.ts'

type PlainRow = Readonly<Record<string, CellValue>>

/** The rows of a table as its history knows them after a commit, without what the history adds. */
export function replayDelta(
  rows: readonly PlainRow[],
  options: { readonly key: readonly string[]; readonly until?: number },
): readonly PlainRow[] {
  const { key, until = Number.POSITIVE_INFINITY } = options
  const live = new Map<string, PlainRow>()
  for (const row of rows) {
    if (Number(row[deltaColumns.sequence]) > until) continue
    const name = JSON.stringify(key.map((column) => String(row[column])))
    if (row[deltaColumns.operation] === 'delete') live.delete(name)
    else live.set(name, withoutSystem(row))
  }
  return sorted([...live.values()], key)
}

/** The live rows of a table, without the columns that the destination writes. */
export function liveRows(rows: readonly PlainRow[], key: readonly string[]): readonly PlainRow[] {
  return sorted(rows.filter((row) => (row['_mr_deleted_at'] ?? null) === null).map(withoutSystem), key)
}

function withoutSystem(row: PlainRow): PlainRow {
  const added = new Set<string>([...Object.values(deltaColumns), '_mr_run', '_mr_synced_at', '_mr_deleted_at'])
  return Object.fromEntries(Object.entries(row).filter(([name]) => !added.has(name)))
}

function sorted(rows: readonly PlainRow[], key: readonly string[]): readonly PlainRow[] {
  const text = (row: PlainRow): string => key.map((column) => String(row[column])).join()
  return [...rows].sort((left, right) => (text(left) < text(right) ? -1 : 1))
}
