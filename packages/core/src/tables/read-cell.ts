import type { CellValue, ColumnType } from '../contract/column-type.ts'
import { parseJson } from '../kit/parse-json.ts'
import { formatDecimal } from './parse-number.ts'

/** The value that a cell stands for, in the form in which a record would have it. */
export function readCell(type: ColumnType, cell: CellValue): unknown {
  if (typeof cell !== 'string') return cell
  if (type === 'json') return parseJson(cell)
  return type === 'decimal' ? readDecimal(cell) : cell
}

/** A number where it is the same value, a BigInt for larger integers, else the digits. */
function readDecimal(digits: string): number | bigint | string {
  const number = Number(digits)
  if (!digits.includes('.')) return Number.isSafeInteger(number) ? number : BigInt(digits)
  return formatDecimal(number) === digits ? number : digits
}
