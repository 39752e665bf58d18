import type { CellValue, ColumnType } from './column-type.ts'

/**
 * What a row of a keyed root table does. All rows of a batch name a key; only `upsert` has data, and children.
 * The rows of one key compete when they are published: those before the last `deleteBySource` fall away, of the
 * rest the highest cursor wins, on a tie the later row.
 */
export const rowOperation = {
  upsert: 0,
  /** The source says that the record is gone. */
  deleteBySource: 1,
  /** The record was read, but the filter does not want it. Competes like an upsert. */
  deleteByFilter: 2,
  /** The record was read, but rejected: the stored row stays, and is not missing. Competes with nothing. */
  seen: 3,
} as const

/** One of the values of `rowOperation`. */
export type RowOperation = (typeof rowOperation)[keyof typeof rowOperation]

/** One column of a batch. */
export interface ColumnBatch {
  /** Name of the column in the table. */
  readonly name: string
  /** The column's type when the batch was built. */
  readonly type: ColumnType
  /** One cell for each row, in the form that `ColumnType` gives. */
  readonly values: readonly CellValue[]
}

/** Rows of one table as columns. A column of the table that is not here is NULL in all of them. */
export interface TableBatch {
  /** The table's path. */
  readonly path: string
  /** Number of rows. */
  readonly rowCount: number
  /** For each row the ordinal of its record in its partition; ascending. */
  readonly ordinals: readonly number[]
  /** For each row its `RowOperation`; only in the root of a keyed stream. */
  readonly operations?: Uint8Array
  /** Columns with a cell for each row. */
  readonly columns: readonly ColumnBatch[]
}

/** Some records of one partition as rows of all their tables, root first. */
export interface StageBatch {
  /** Name of the stream. */
  readonly stream: string
  /** The partition that is worked on. */
  readonly partition: string
  /** The attempt that `beginAttempt` gave. */
  readonly attempt: number
  /** Rows by table, root first; tables without rows are left out. */
  readonly tables: readonly TableBatch[]
}

/** A record that the destination cannot hold. None of its rows is staged; its key counts as seen. */
export interface RejectedRow {
  /** The record's ordinal. */
  readonly ordinal: number
  /** Path of the value at fault, from the record's root. */
  readonly path: string
  /** A stable code: `text_has_nul`, `out_of_range`. */
  readonly code: string
}

/** What the destination says of a batch. */
export interface StageAnswer {
  /** Records it cannot hold. */
  readonly rejected: readonly RejectedRow[]
}
