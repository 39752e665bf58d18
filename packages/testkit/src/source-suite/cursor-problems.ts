import { compareCells } from '@millrace/core/plugin'
import { valueAt } from './record-key.ts'
import type { SliceRead } from './read-slice.ts'

export type CursorValue = string | number | bigint

/** What is wrong with the cursors of the records of a read. */
export function cursorProblems({ slice, records }: SliceRead): readonly string[] {
  const { cursor = '', isSortedByCursor } = slice.stream
  const values = records.map((record) => valueAt(record, cursor))
  const without = values.filter((value) => !isCursor(value)).length
  const cursors = values.filter(isCursor)
  const isSorted = cursors.every((value, index) => compareCursors(cursors[index - 1] ?? value, value) <= 0)
  return [
    ...(without === 0 ? [] : [`${slice.name}: ${without} records have no cursor at '${cursor}'`]),
    ...(isSortedByCursor === true && !isSorted
      ? [`${slice.name}: records do not ascend by '${cursor}', though isSortedByCursor says so`]
      : []),
  ]
}

export function isCursor(value: unknown): value is CursorValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
}

/** Instants as instants, other texts by code point, numbers by size. */
export function compareCursors(left: CursorValue, right: CursorValue): number {
  const [a, b] = [toComparable(left), toComparable(right)]
  if (typeof a === 'string' && typeof b === 'string') return compareCells(a, b, 'text')
  if (a === b) return 0
  return a < b ? -1 : 1
}

function toComparable(value: CursorValue): CursorValue {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return value
  const time = Date.parse(value)
  return Number.isNaN(time) ? value : time
}
