import type { CellValue } from '../contract/column-type.ts'
import type { RowKey } from '../contract/key.ts'
import type { Row } from './state.ts'

/** A key as text: the same for the same keys only. */
export function keyText(cells: RowKey): string {
  return cells.map(cellText).join()
}

/** The cells of these columns. */
export function readCells(row: Row, columns: readonly string[]): RowKey {
  return columns.map((column) => row.get(column) ?? null)
}

/** The key of a row as text. */
export function rowKeyText(row: Row, columns: readonly string[]): string {
  return keyText(readCells(row, columns))
}

function cellText(cell: CellValue): string {
  if (cell instanceof Uint8Array) return `"${Buffer.from(cell).toString('hex')}"`
  return typeof cell === 'string' ? JSON.stringify(cell) : String(cell)
}
