import type { CellValue } from '../../contract/column-type.ts'

/** Rows of one table as columns. A column that ends early is NULL in the rows after it. */
export class RowBuffer {
  /** By the column's index in its table. */
  readonly cells: CellValue[][] = []
  readonly ordinals: number[] = []
  count = 0
  /** The last record that added rows, and the number of rows before it. */
  record = -1
  start = 0

  /** Adds a row for a record; answers its index. */
  addRow(record: number, ordinal: number): number {
    if (this.record !== record) {
      this.record = record
      this.start = this.count
    }
    this.ordinals.push(ordinal)
    return this.count++
  }

  /** Takes the rows of a record away again. */
  removeRecord(record: number): void {
    if (this.record !== record) return
    this.record = -1
    this.count = this.start
    this.ordinals.length = this.start
    for (const values of this.cells) if (values.length > this.start) values.length = this.start
  }

  put(column: number, row: number, cell: CellValue): void {
    let values = this.cells[column]
    if (values === undefined || values.length !== row) values = this.#align(column, row)
    values[row] = cell
  }

  #align(column: number, row: number): CellValue[] {
    const { cells } = this
    while (cells.length <= column) cells.push([])
    const values = cells[column] ?? []
    while (values.length < row) values.push(null)
    return values
  }
}
