import type { CellValue } from '@millrace/core/plugin'
import { decimalScale } from './duckdb-type.ts'
import type { FixedTarget } from './fixed-writer.ts'
import { parseDecimal } from './parse-decimal.ts'

const zero = 48
const minus = 45
const point = 46
/** So many digits are always a safe integer. */
const maxSafeDigits = 15
/** Powers of ten that 32 bits can be multiplied with without passing 2^53. */
const powersOfTen: readonly number[] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
const maxExponent = powersOfTen.length - 1

/** Decimals as integers of 128 bits: their digits without the point, filled up to the scale of the column. */
export function encodeDecimals(
  values: ArrayLike<CellValue>,
  first: number,
  count: number,
  { words, bigints, validity }: FixedTarget,
): void {
  for (let row = 0; row < count; row += 1) {
    const cell = values[first + row]
    if (typeof cell !== 'string') validity.leaveOut(row, cell)
    else if (cell.length <= maxSafeDigits) encodeShort(cell, words, 4 * row)
    else {
      const value = parseDecimal(cell)
      bigints[2 * row] = value
      bigints[2 * row + 1] = value >> 64n
    }
  }
}

function encodeShort(text: string, words: Int32Array, at: number): void {
  const { length } = text
  const isNegative = text.charCodeAt(0) === minus
  let value = 0
  let pointIndex = length - 1
  for (let index = isNegative ? 1 : 0; index < length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === point) pointIndex = index
    else value = value * 10 + code - zero
  }
  words[at] = value
  words[at + 1] = Math.floor(value / 2 ** 32)
  words[at + 2] = 0
  words[at + 3] = 0
  for (let missing = decimalScale - (length - 1 - pointIndex); missing > 0; missing -= maxExponent) {
    multiply(words, at, powersOfTen[Math.min(missing, maxExponent)] ?? 1)
  }
  if (isNegative) negate(words, at)
}

function multiply(words: Int32Array, at: number, factor: number): void {
  let carry = 0
  for (let index = at; index < at + 4; index += 1) {
    const product = ((words[index] ?? 0) >>> 0) * factor + carry
    words[index] = product
    carry = Math.floor(product / 2 ** 32)
  }
}

function negate(words: Int32Array, at: number): void {
  let carry = 1
  for (let index = at; index < at + 4; index += 1) {
    const sum = (~(words[index] ?? 0) >>> 0) + carry
    words[index] = sum
    carry = sum >= 2 ** 32 ? 1 : 0
  }
}
