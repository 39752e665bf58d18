import type { JsonValue } from '../../contract/json.ts'
import { refused } from '../paginate/read-position.ts'
import type { ReadUnit } from './read-units.ts'
import { keyText, readKey, toPaths } from './record-key.ts'
import type { RestStream } from './rest-stream-options.ts'

/** Where a full read of a REST stream stands: its savepoint. */
export interface RestPosition {
  /** Key of the parent that is read for, as text. */
  readonly parent?: string
  /** Beginning of the window that is read. */
  readonly window?: string
  /** The page that comes next. Absent: the list of this parent and window has ended. */
  readonly page?: JsonValue
  /** How many lists could not be read so far. */
  readonly skippedLists?: number
}

/** The position of a list. */
export function positionOf<Parameters>(
  { parent }: RestStream<Parameters>,
  { request, window }: ReadUnit<Parameters>,
): RestPosition {
  const key = parent === undefined ? undefined : readKey(request.parent, toPaths(parent.stream.primaryKey))
  return {
    ...(key === undefined ? {} : { parent: keyText(key) }),
    ...(window === undefined ? {} : { window: window.from.toISOString() }),
  }
}

/** A savepoint as a position; undefined for none. Throws a `SavepointRefusedError` for what is none of a REST stream. */
export function toPosition(savepoint: JsonValue | undefined): RestPosition | undefined {
  if (savepoint === undefined) return undefined
  if (!isObject(savepoint)) throw refused()
  const { parent, window, page, skippedLists } = savepoint
  return {
    ...(typeof parent === 'string' ? { parent } : {}),
    ...(typeof window === 'string' ? { window } : {}),
    ...(page === undefined ? {} : { page }),
    ...(typeof skippedLists === 'number' ? { skippedLists } : {}),
  }
}

/** The savepoint after a page, or undefined where it would say nothing. */
export function savepointAfter(position: RestPosition, next: JsonValue | undefined): JsonValue | undefined {
  if (next !== undefined) return { ...position, page: next }
  return Object.keys(position).length === 0 ? undefined : { ...position }
}

/** Whether a list is the one that a savepoint names. */
export function isAt(position: RestPosition, savepoint: RestPosition): boolean {
  return position.parent === savepoint.parent && position.window === savepoint.window
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
