import type { CellValue, Reject } from '@millrace/core/plugin'

/** A row as it stands in a table: cells by column name. */
export type LedgerRow = Readonly<Record<string, CellValue>>

/** Looks into a destination from outside. Its first two members are those of a `DestinationReader`. */
export interface LedgerReader {
  /** All rows of a table, in any order. */
  rows(table: string): Promise<readonly LedgerRow[]>
  /** All rows of a delta table, in any order. */
  deltaRows(delta: string): Promise<readonly LedgerRow[]>
  /** Rejects that are kept for a stream. Without it only their number is checked. */
  rejects?(stream: string, pipeline: string): Promise<readonly Reject[]>
  /** What is staged for a stream. Without it staging is not checked. */
  staging?(stream: string, pipeline: string): Promise<readonly StagedPartition[]>
}

/** Rows that are staged and not published. */
export interface StagedPartition {
  readonly partition: string
  /** The generation that they belong to; undefined outside of one. */
  readonly generation: string | undefined
}
