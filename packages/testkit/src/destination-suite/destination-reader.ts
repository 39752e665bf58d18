import type { CellValue, ColumnType } from '@millrace/core/plugin'

/**
 * A row as it stands in a table: cells by column name, each in the form that `ColumnType` gives. A column may be called
 * `__proto__`: `Object.fromEntries` keeps it, an assignment does not.
 */
export type Row = Readonly<Record<string, CellValue>>

/**
 * A back door into the store. It goes around the destination's own code as far as it can (a connection of its own,
 * plain SQL), so that it sees what any other reader would see.
 */
export interface DestinationReader {
  /** All rows of a table, in any order, with the columns that Millrace adds. */
  rows(table: string): Promise<readonly Row[]>
  /** All rows of a delta table, in any order. Called only while the toggle `deltas` is on. */
  deltaRows(delta: string): Promise<readonly Row[]>
  /** Names of the tables that a user sees, delta tables and bookkeeping left out. */
  tableNames(): Promise<readonly string[]>
  /** Makes an empty table that Millrace knows nothing of. Toggle `foreignTables`. */
  createForeignTable?(name: string, columns: Readonly<Record<string, ColumnType>>): Promise<void>
  /** Moves the time by which leases expire, or the stored leases into the past. Toggle `clock`. */
  advanceClock?(milliseconds: number): Promise<void> | void
}
