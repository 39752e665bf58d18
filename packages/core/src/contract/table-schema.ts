import type { ColumnType } from './column-type.ts'

/**
 * What a column is for.
 *
 * - `key`: names the record: the primary key in the root table (or `_mr_id`), the root's key in a child table
 * - `position`: place of an element in its array (`_index`)
 * - `ancestor`: places of the elements around it (`_index_1` is the outermost)
 * - `data`: a value of the record
 * - `partition`: the partition that brought the row last (`_mr_partition`), where a stream has partitions
 * - `system`: written by the destination at publish (`_mr_run`, `_mr_synced_at`, `_mr_deleted_at`)
 */
export type ColumnRole = 'key' | 'position' | 'ancestor' | 'data' | 'partition' | 'system'

/** A column of a table. */
export interface ColumnSchema {
  /** Name in the destination. */
  readonly name: string
  /** Type of its cells. */
  readonly type: ColumnType
  /** What it is for. */
  readonly role: ColumnRole
  /** Where the value stands inside the record or element; undefined for columns the engine adds. */
  readonly path?: string
  /** Set on a column that takes the values which the path's own column cannot hold. */
  readonly isVariant?: true
  /** Set on a column that repeats what other columns hold (the JSON text of a flattened object). */
  readonly isDerived?: true
  /** Set where the stream declares the type: it is never widened. */
  readonly isDeclared?: true
  /** What the author says of it. */
  readonly description?: string
}

/** One step of the way to a table: a field's name, or null for "each element of the array". */
export type TableStep = string | null

/** A table of a stream. */
export interface TableSchema {
  /** `""` for the root, else where the array stands: `memberships`, `memberships.roles`. Unique in its stream. */
  readonly path: string
  /** The same without abbreviation: `['memberships', null, 'roles', null]`. */
  readonly steps: readonly TableStep[]
  /** Path of the table whose rows hold the array; undefined for the root. */
  readonly parent?: string
  /** Name of the table in the destination. */
  readonly name: string
  /** Name of its delta table, where its history is kept; never the name of a table. */
  readonly delta?: string
  /**
   * Keys and positions first, `system` last. A destination that can only append columns shows those that came later
   * behind the others.
   */
  readonly columns: readonly ColumnSchema[]
  /** Names of the columns that carry the root's key, in its order. */
  readonly rootKey: readonly string[]
  /** Names of the columns that tell a row from all others. Merges and deltas go by it. */
  readonly key: readonly string[]
  /** What the author says of it. */
  readonly description?: string
}

/** The tables of a stream, as they stand in the destination. Root first, parents before children. */
export interface StreamSchema {
  /** Name of the stream. */
  readonly stream: string
  /** Counts the changes from 1; 0 before anything stands. */
  readonly version: number
  /** False for a stream without a primary key: its rows are named by `_mr_id` and never matched. */
  readonly isKeyed: boolean
  /** Name of the root column that holds the cursor: the higher one wins, in the order of `compareCells`. */
  readonly cursor?: string
  /** Root first, parents before children. */
  readonly tables: readonly TableSchema[]
}

/**
 * Columns the engine or the destination adds. Their names are taken before those of data columns. Written by the
 * destination: the id of the run that wrote this version of the row (text), when (timestamp), and since when a root row
 * is marked as deleted (timestamp).
 */
export const systemColumns = {
  id: '_mr_id',
  partition: '_mr_partition',
  run: '_mr_run',
  syncedAt: '_mr_synced_at',
  deletedAt: '_mr_deleted_at',
  index: '_index',
} as const

/**
 * Columns that a delta table has beside those of its table: the operation (text: `insert`, `update`, `delete`), when
 * (timestamp), the run (text), and the destination-wide number of the commit (integer). A row has at most one change in
 * a commit. When a delta table is switched on, the rows that stand are written as inserts by a commit of their own,
 * numbered just before the one that first writes to it.
 */
export const deltaColumns = {
  operation: '_mr_op',
  at: '_mr_at',
  run: '_mr_run',
  sequence: '_mr_seq',
} as const
