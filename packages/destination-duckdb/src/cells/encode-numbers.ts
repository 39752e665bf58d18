import type { CellValue } from '@millrace/core/plugin'
import type { FixedTarget } from './fixed-writer.ts'

export function encodeBooleans(
  values: ArrayLike<CellValue>,
  first: number,
  count: number,
  { bytes, validity }: FixedTarget,
): void {
  for (let row = 0; row < count; row += 1) {
    const cell = values[first + row]
    if (typeof cell === 'boolean') bytes[row] = cell ? 1 : 0
    else validity.leaveOut(row, cell)
  }
}

export function encodeFloats(
  values: ArrayLike<CellValue>,
  first: number,
  count: number,
  { doubles, validity }: FixedTarget,
): void {
  for (let row = 0; row < count; row += 1) {
    const cell = values[first + row]
    if (typeof cell === 'number') doubles[row] = cell
    else validity.leaveOut(row, cell)
  }
}

export function encodeIntegers(
  values: ArrayLike<CellValue>,
  first: number,
  count: number,
  { words, bigints, validity }: FixedTarget,
): void {
  for (let row = 0; row < count; row += 1) {
    const cell = values[first + row]
    if (typeof cell === 'number') {
      // Storing into an Int32Array takes the lower 32 bits of any safe integer, the negative ones in two's complement.
      words[2 * row] = cell
      words[2 * row + 1] = Math.floor(cell / 2 ** 32)
    } else if (typeof cell === 'bigint') bigints[row] = cell
    else validity.leaveOut(row, cell)
  }
}
