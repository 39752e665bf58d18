import type { CellValue, ColumnType } from '../contract/column-type.ts'

/** The cell in a wider type, or undefined where its value would change. */
export function widenCell(cell: CellValue, to: ColumnType): CellValue | undefined {
  if (typeof cell === 'bigint') {
    if (to === 'decimal') return String(cell)
    return BigInt(Number(cell)) === cell ? Number(cell) : undefined
  }
  if (typeof cell !== 'number' || to !== 'decimal') return cell
  return Number.isFinite(cell) ? decimalText(cell) : undefined
}

/** The shortest digits that name this number, without an exponent. */
function decimalText(value: number): string {
  const [digits = '', exponentText] = String(value).split('e')
  if (exponentText === undefined) return digits
  const sign = digits.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.')
  const exponent = Number(exponentText)
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${whole}${fraction}`
  return sign + whole + fraction.padEnd(exponent, '0')
}
