import type { TableSchema } from '@millrace/core/plugin'
import { systemColumns } from '@millrace/core/plugin'
import { literal, quote } from '../database/names.ts'

/** What a publish writes beside the data. */
export interface Commit {
  /** The destination-wide number of the commit. */
  readonly sequence: number
  readonly run: string
  /** The cell of the moment at which it happens. */
  readonly at: string
}

/** A moment as a value in SQL. */
export function instant({ at }: Pick<Commit, 'at'>): string {
  return `TIMESTAMPTZ ${literal(at)}`
}

/** The columns that say who wrote a row, with what this commit writes into them. */
export function stamps(
  table: TableSchema,
  commit: Commit,
): readonly { readonly name: string; readonly value: string }[] {
  const values = new Map([
    [systemColumns.run as string, literal(commit.run)],
    [systemColumns.syncedAt, instant(commit)],
  ])
  return table.columns.flatMap(({ name, role }) => {
    const value = role === 'system' ? values.get(name) : undefined
    return value === undefined ? [] : [{ name, value }]
  })
}

/** Whether a row of an alias is live: not marked as deleted. */
export function isLive(table: TableSchema, alias: string): string {
  return hasMarks(table) ? `${alias}.${quote(systemColumns.deletedAt)} IS NULL` : 'true'
}

/** Whether rows of a table can be marked as deleted. */
export function hasMarks(table: TableSchema): boolean {
  return table.columns.some(({ name, role }) => role === 'system' && name === systemColumns.deletedAt)
}
