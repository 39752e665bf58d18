import type { CellValue } from '../contract/column-type.ts'

/** Whether two cells of a column hold the same value; a missing one is NULL. */
export function isSameCell(left: CellValue | undefined, right: CellValue | undefined): boolean {
  if ((left ?? null) === (right ?? null)) return true
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right) === 0
  return Number.isNaN(left) && Number.isNaN(right)
}
