import type { TableSchema } from '@millrace/core/plugin'
import { systemColumns } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { RowChanges } from './row-changes.ts'

/** What a publish writes beside the data. */
export interface Commit {
  /** The destination-wide number of the commit. */
  readonly sequence: number
  /** The number of the commit that seeds histories; lower. */
  readonly seedSequence: number
  readonly run: string
  /** The cell of the moment at which it happens. */
  readonly at: string
  /** Counts what is written. */
  readonly rowChanges: RowChanges
}

/** A value that a commit writes into a column. */
export interface WrittenCell {
  readonly name: string
  readonly value: Sql
}

/** A moment as a value in SQL. */
export function instant({ at }: Pick<Commit, 'at'>): Sql {
  return sql`${at}::timestamptz`
}

/** The columns that say who wrote a row, with what this commit writes into them. */
export function stamps(table: TableSchema, commit: Commit): readonly WrittenCell[] {
  const values = new Map<string, Sql>([
    [systemColumns.run, sql`${commit.run}::text`],
    [systemColumns.syncedAt, instant(commit)],
  ])
  return table.columns.flatMap(({ name, role }) => {
    const value = role === 'system' ? values.get(name) : undefined
    return value === undefined ? [] : [{ name, value }]
  })
}

/** Whether a row of an alias is live: not marked as deleted. */
export function isLive(table: TableSchema, alias: string): Sql {
  return hasMarks(table) ? sql`${column(systemColumns.deletedAt, alias)} is null` : sql`true`
}

/** Whether rows of a table can be marked as deleted. */
export function hasMarks(table: TableSchema): boolean {
  return table.columns.some(({ name, role }) => role === 'system' && name === systemColumns.deletedAt)
}
