import { SourceError } from '@millrace/core/plugin'
import type { JsonValue } from '@millrace/core/plugin'
import { z } from 'zod'

/**
 * How far the entries of a partition are read.
 *
 * A *walk* is one way through entries: through all of them (`history`), or through those that start in the window that is
 * read again by every run (`window`). It is resumed at its *place*: a *question* to the API has as many pages as it takes, of
 * which the first `read` objects are read; `tail` are the last ids among them, by which is seen whether they still stand where
 * they stood.
 */
export interface EntriesSavepoint {
  /** When the last walk that ended was begun; undefined before the first. */
  readonly readAt?: string | undefined
  /** When the last walk through all entries that ended was begun. */
  readonly historyAt?: string | undefined
  /** Where it began; undefined: it went through all there is. */
  readonly historyFrom?: string | undefined
  /** Ids of entries that were running when they were last seen. */
  readonly running: readonly string[]
  /** The walk under way. */
  readonly walk?: Walk | undefined
}

/** See `EntriesSavepoint`. */
export interface Walk {
  readonly phase: 'history' | 'window'
  /** The moment of the run that began it. */
  readonly begunAt: string
  /** Entries that start before it are not read; undefined: all are. */
  readonly from?: string | undefined
  /** Where it goes on; undefined: at its beginning. */
  readonly place?: Place | undefined
}

/** Where a walk goes on. */
export interface Place {
  /** By users, newest first: the end of the question. */
  readonly before?: string | undefined
  /** By report, oldest first: the start of the question. */
  readonly after?: string | undefined
  /** Default 0. */
  readonly read?: number | undefined
  readonly tail?: readonly string[] | undefined
}

const instant = z.iso.datetime()
const savepoint: z.ZodType<EntriesSavepoint> = z.object({
  readAt: instant.optional(),
  historyAt: instant.optional(),
  historyFrom: instant.optional(),
  running: z.array(z.string()),
  walk: z
    .object({
      phase: z.enum(['history', 'window']),
      begunAt: instant,
      from: instant.optional(),
      place: z
        .object({
          before: instant.optional(),
          after: instant.optional(),
          read: z.number().int().nonnegative().optional(),
          tail: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
})

/** The savepoint of a partition; of one that was never read, if there is none. */
export function parseSavepoint(value: JsonValue | undefined): EntriesSavepoint {
  if (value === undefined) return { running: [] }
  const parsed = savepoint.safeParse(value)
  if (parsed.success) return parsed.data
  throw new SourceError({
    code: 'clockify_wrong_savepoint',
    message: `a savepoint of time entries cannot be read: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}; run the stream once in mode full`,
    isRetryable: false,
  })
}

/** The savepoint as JSON, without what is undefined. */
export function toSavepointValue({ readAt, historyAt, historyFrom, running, walk }: EntriesSavepoint): JsonValue {
  return {
    ...(readAt === undefined ? {} : { readAt }),
    ...(historyAt === undefined ? {} : { historyAt }),
    ...(historyFrom === undefined ? {} : { historyFrom }),
    running,
    ...(walk === undefined ? {} : { walk: walkValue(walk) }),
  }
}

function walkValue({ phase, begunAt, from, place }: Walk): JsonValue {
  return {
    phase,
    begunAt,
    ...(from === undefined ? {} : { from }),
    ...(place === undefined ? {} : { place: placeValue(place) }),
  }
}

function placeValue({ before, after, read, tail }: Place): JsonValue {
  return {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(read === undefined ? {} : { read }),
    ...(tail === undefined ? {} : { tail }),
  }
}
