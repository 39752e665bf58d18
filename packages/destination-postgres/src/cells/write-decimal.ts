import { DestinationError } from '@millrace/core/plugin'
import type { CopyChunks } from './copy-chunks.ts'
import { isStorableDecimal } from './find-unstorable.ts'

/** Postgres keeps decimals as digits to the base 10,000, counted from the point. */
const digitsPerGroup = 4

const zero = 48
const minus = 45
const negative = 0x4000

export function writeDecimal(out: CopyChunks, text: string): void {
  if (!isStorableDecimal(text)) {
    out.isSuspicious = true
    out.reserve(4)
    out.view.setInt32(out.at, -1)
    out.at += 4
    return
  }
  const start = text.charCodeAt(0) === minus ? 1 : 0
  const point = text.indexOf('.')
  const end = point < 0 ? text.length : point
  const scale = point < 0 ? 0 : text.length - point - 1
  const wholeGroups = Math.ceil((end - start) / digitsPerGroup)
  const groups = wholeGroups + Math.ceil(scale / digitsPerGroup)
  out.reserve(12 + 2 * groups)
  const { view, at } = out
  view.setInt32(at, 8 + 2 * groups)
  view.setInt16(at + 4, groups)
  view.setInt16(at + 6, wholeGroups - 1)
  view.setInt16(at + 8, start === 0 ? 0 : negative)
  view.setInt16(at + 10, scale)
  // The first group may have fewer digits, the last one is filled up with zeros.
  let from = end - wholeGroups * digitsPerGroup
  for (let group = 0; group < groups; group += 1) {
    if (group === wholeGroups) from = end + 1
    view.setInt16(at + 12 + 2 * group, readGroup(text, Math.max(from, start), from + digitsPerGroup))
    from += digitsPerGroup
  }
  out.at = at + 12 + 2 * groups
}

function readGroup(text: string, from: number, to: number): number {
  let value = 0
  for (let index = from; index < to; index += 1) {
    const digit = index < text.length ? text.charCodeAt(index) - zero : 0
    if (!(digit >= 0 && digit <= 9)) throw new DestinationError({ message: 'a cell is no text of a decimal' })
    value = value * 10 + digit
  }
  return value
}
