import type { JsonValue } from '@millrace/core/plugin'
import { SavepointRefusedError } from '@millrace/core/plugin'

/**
 * The savepoint of a synthetic source: a position in its log, or a place inside a snapshot.
 *
 * - `{ position }`: all entries up to it were read
 * - `{ position, after }`: a snapshot as of this position is being read, its first `after` rows were; `base` is the
 *   position up to which all was known before, where there was one
 */
export interface SavepointValue {
  readonly position: number
  readonly after?: number
  readonly base?: number
}

export function parseSavepoint(value: JsonValue): SavepointValue {
  if (typeof value === 'object' && value !== null && 'position' in value) {
    const { position, after, base } = value
    if (isCount(position) && isOptionalCount(after) && isOptionalCount(base)) {
      return {
        position,
        ...(after === undefined ? {} : { after }),
        ...(base === undefined ? {} : { base }),
      }
    }
  }
  throw new SavepointRefusedError('a synthetic source did not make this savepoint: it has no position')
}

/** A plain JSON value of it, without properties that are undefined. */
export function formatSavepoint({ position, after, base }: SavepointValue): JsonValue {
  return { position, ...(after === undefined ? {} : { after }), ...(base === undefined ? {} : { base }) }
}

/**
 * Negative when the left one comes before the right one. The end of a snapshot comes after all of it, unless nothing
 * has happened since what was known before: then to read it again leads no further.
 */
export function compareSavepoints(left: SavepointValue, right: SavepointValue): number {
  if (left.position !== right.position) return left.position - right.position
  const isEnd = left.after === undefined || right.after === undefined
  if (isEnd && (left.base === left.position || right.base === right.position)) return 0
  return (left.after ?? Infinity) === (right.after ?? Infinity)
    ? 0
    : (left.after ?? Infinity) - (right.after ?? Infinity)
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isOptionalCount(value: JsonValue | undefined): value is number | undefined {
  return value === undefined || isCount(value)
}
