import type { CellValue } from '@millrace/core/plugin'
import type { Vector } from '@duckdb/node-bindings'

/** Writes the cells of one column into vectors of DuckDB, one vector after the other. */
export interface ColumnWriter {
  /** Writes `count` cells from `first` on into the first rows of a vector that is new or reset. */
  write(vector: Vector, values: ArrayLike<CellValue>, first: number, count: number): void
}
