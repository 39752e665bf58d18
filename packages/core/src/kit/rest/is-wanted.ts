import type { CursorRange, ReadMode } from '../../contract/read-request.ts'
import { readBodyPath } from '../paginate/read-body-path.ts'
import { compareToBound, instantOf, laterOf } from './bound.ts'
import type { Bound } from './bound.ts'
import type { BoundFormat } from './format-bound.ts'
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
  if (cursor === undefined) return true
  const value = readBodyPath(record, cursor.path)
  const isExact = mode === 'range' || cursor.from === undefined
  return !(isExact && isBefore(value, cursor, range)) && !isBehind(value, cursor, range)
}

/** Whether a page of a descending list, and so all that follows it, is older than what was asked for. */
export function isOlder(
  records: readonly unknown[],
  cursor: RestCursor | undefined,
  range: CursorRange | undefined,
): boolean {
  if (cursor?.order !== 'descending' || records.length === 0) return false
  return isBefore(readBodyPath(records.at(-1), cursor.path), cursor, range)
}

function isBefore(value: unknown, { start, format }: RestCursor, range: CursorRange | undefined): boolean {
  const from = laterOf(range?.from, start)
  return from !== undefined && compareToBound(value, countedBound(value, from, format, 'from'), 'from') < 0
}

function isBehind(value: unknown, { format }: RestCursor, range: CursorRange | undefined): boolean {
  const to = range?.to
  return to !== undefined && compareToBound(value, countedBound(value, to, format, 'to'), 'to') > 0
}

/** A user may give a time where the field counts seconds. */
function countedBound(value: unknown, bound: Bound, format: BoundFormat | undefined, side: 'from' | 'to'): Bound {
  const isCounted = typeof value === 'number' && (format === 'unix-seconds' || format === 'unix-ms')
  const time = isCounted && typeof bound === 'string' ? instantOf(bound, side) : undefined
  if (time === undefined) return bound
  return format === 'unix-seconds' ? time / 1_000 : time
}
