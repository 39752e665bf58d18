import type { CellValue, ColumnType } from '../contract/column-type.ts'

/**
 * Orders two cells of one column: negative if `left` comes first. NULL is lowest. Numbers go by value with NaN as the
 * highest, instants by time, everything else by code unit.
 */
export function compareCells(left: CellValue, right: CellValue, type: ColumnType): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null)
  if (type === 'decimal') return compareDecimals(String(left), String(right))
  if (type === 'timestamp') return order(withoutZone(String(left)), withoutZone(String(right)))
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.compare(left, right)
  return order(left, right)
}

function order(left: CellValue, right: CellValue): number {
  if (left === null || right === null) return 0
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right))
  return left < right ? -1 : left > right ? 1 : 0
}

/** `12:00:00Z` would come after `12:00:00.5Z`. */
function withoutZone(timestamp: string): string {
  return timestamp.endsWith('Z') ? timestamp.slice(0, -1) : timestamp
}

function compareDecimals(left: string, right: string): number {
  const isNegative = left.startsWith('-')
  if (isNegative !== right.startsWith('-')) return isNegative ? -1 : 1
  const [leftWhole = '', leftFraction = ''] = left.replace('-', '').split('.')
  const [rightWhole = '', rightFraction = ''] = right.replace('-', '').split('.')
  const magnitude =
    leftWhole.length - rightWhole.length || order(leftWhole, rightWhole) || order(leftFraction, rightFraction)
  return isNegative ? -magnitude : magnitude
}
