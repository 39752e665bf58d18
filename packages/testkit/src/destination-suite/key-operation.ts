import { rowOperation } from '@millrace/core/plugin'
import type { CellValue, RowOperation } from '@millrace/core/plugin'

type Cells = Readonly<Record<string, CellValue>>

/** An entry of a batch that names a key and has no data. */
export class KeyOperation {
  readonly operation: RowOperation
  /** The key's cells, and the cursor where it has one. */
  readonly cells: Cells

  constructor(operation: RowOperation, cells: Cells) {
    this.operation = operation
    this.cells = cells
  }
}

/** The source says that this record is gone. */
export function gone(cells: Cells): KeyOperation {
  return new KeyOperation(rowOperation.deleteBySource, cells)
}

/** The record was read, but the filter does not want it. */
export function filteredOut(cells: Cells): KeyOperation {
  return new KeyOperation(rowOperation.deleteByFilter, cells)
}

/** The record was read and rejected: whatever is stored under its key stays. */
export function seen(cells: Cells): KeyOperation {
  return new KeyOperation(rowOperation.seen, cells)
}
