import type { CellValue } from '@millrace/core/plugin'
import type { FixedTarget } from './fixed-writer.ts'
import { parseDays, parseMicroseconds } from './parse-time.ts'

/** A day has 86,400,000,000 microseconds, which are 20 * 2^32 and this rest. */
const upperHalfOfDay = 20
const lowerHalfOfDay = 500_654_080

/** Microseconds since 1970 in 64 bits; beyond 2^53, where a number is no longer exact, from the year 2255 on. */
export function encodeTimestamps(
  values: ArrayLike<CellValue>,
  first: number,
  count: number,
  { words, validity }: FixedTarget,
): void {
  for (let row = 0; row < count; row += 1) {
    const cell = values[first + row]
    if (typeof cell === 'string') {
      const days = parseDays(cell)
      const lower = days * lowerHalfOfDay + parseMicroseconds(cell, 11)
      words[2 * row] = lower
      words[2 * row + 1] = days * upperHalfOfDay + Math.floor(lower / 2 ** 32)
    } else validity.leaveOut(row, cell)
  }
}

export function encodeDates(
  values: ArrayLike<CellValue>,
  first: number,
  count: number,
  { words, validity }: FixedTarget,
): void {
  for (let row = 0; row < count; row += 1) {
    const cell = values[first + row]
    if (typeof cell === 'string') words[row] = parseDays(cell)
    else validity.leaveOut(row, cell)
  }
}

export function encodeTimes(
  values: ArrayLike<CellValue>,
  first: number,
  count: number,
  { words, validity }: FixedTarget,
): void {
  for (let row = 0; row < count; row += 1) {
    const cell = values[first + row]
    if (typeof cell === 'string') {
      const microseconds = parseMicroseconds(cell, 0)
      words[2 * row] = microseconds
      words[2 * row + 1] = Math.floor(microseconds / 2 ** 32)
    } else validity.leaveOut(row, cell)
  }
}
