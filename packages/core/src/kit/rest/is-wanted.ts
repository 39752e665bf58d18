import type { CursorRange, ReadMode } from '../../contract/read-request.ts'
import { readBodyPath } from '../paginate/read-body-path.ts'
import { compareToBound } from './bound.ts'
import type { RestCursor } from './rest-cursor.ts'

/** What was asked for. */
export interface WantedRange {
  readonly mode: ReadMode
  readonly range: CursorRange | undefined
}

/**
 * Whether a record lies in what was asked for. A range that a user asks for is exact. In an incremental read the API is
 * believed instead, where it was asked: a record that it gives may have changed without its cursor saying so.
 */
export function isWanted(record: unknown, cursor: RestCursor | undefined, { mode, range }: WantedRange): boolean {
  if (cursor === undefined || range === undefined) return true
  const value = readBodyPath(record, cursor.path)
  const isExact = mode === 'range' || cursor.from === undefined
  const isBefore = isExact && range.from !== undefined && compareToBound(value, range.from, 'from') < 0
  return !isBefore && (range.to === undefined || compareToBound(value, range.to, 'to') === 0)
}

/** Whether a page of a descending list, and so all that follows it, is older than what was asked for. */
export function isOlder(
  records: readonly unknown[],
  cursor: RestCursor | undefined,
  range: CursorRange | undefined,
): boolean {
  const from = range?.from
  if (cursor?.order !== 'descending' || from === undefined || records.length === 0) return false
  return compareToBound(readBodyPath(records.at(-1), cursor.path), from, 'from') < 0
}
