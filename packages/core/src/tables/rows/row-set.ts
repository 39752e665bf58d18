import type { CellValue } from '../../contract/column-type.ts'
import type { TablePlan } from '../plan/table-plan.ts'
import { RowBuffer } from './row-buffer.ts'

/** The rows of a batch in all its tables, record by record. */
export class RowSet {
  /** By the table's index; made when a table gets its first row. */
  readonly buffers: (RowBuffer | undefined)[] = []
  /** Characters of the texts written so far. */
  textLength = 0
  /** Tables with rows of the record at work. */
  readonly #touched: TablePlan[] = []
  #record = -1
  #ordinal = 0
  #textLengthBefore = 0

  /** Begins a record. */
  beginRecord(ordinal: number): void {
    this.#record++
    this.#ordinal = ordinal
    this.#touched.length = 0
    this.#textLengthBefore = this.textLength
  }

  /** Writes the record's key into all its rows: it may stand behind the arrays that some of them come from. */
  endRecord(key: readonly CellValue[]): void {
    for (const table of this.#touched) {
      const rows = this.bufferOf(table)
      for (let index = 0; index < table.keyColumns.length; index++) {
        const column = table.keyColumns[index]?.index ?? -1
        const cell = key[index] ?? null
        for (let row = rows.start; row < rows.count; row++) rows.put(column, row, cell)
      }
    }
  }

  /** Takes the rows of the record back. */
  removeRecord(): void {
    for (const table of this.#touched) this.buffers[table.index]?.removeRecord(this.#record)
    this.textLength = this.#textLengthBefore
  }

  /** Adds a row for the record; answers its index in the table. */
  addRow(table: TablePlan): number {
    const rows = this.bufferOf(table)
    if (rows.record !== this.#record) this.#touched.push(table)
    return rows.addRow(this.#record, this.#ordinal)
  }

  bufferOf(table: TablePlan): RowBuffer {
    const known = this.buffers[table.index]
    if (known !== undefined) return known
    while (this.buffers.length <= table.index) this.buffers.push(undefined)
    const made = new RowBuffer()
    this.buffers[table.index] = made
    return made
  }
}
