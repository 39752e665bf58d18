import { z } from 'zod'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { SourceError } from '../../contract/errors/source-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import { answerPlace, nameOfPlace, readAnswer, readFlag } from './answer-place.ts'
import type { AnswerPlace } from './answer-place.ts'
import { checkOptions, pageSize } from './check-options.ts'
import type { PageTurn, Paginator, TurnedPage } from './paginator.ts'
import { isPath } from '../parse-path.ts'
import { readBodyPath } from './read-body-path.ts'
import { refused } from './read-position.ts'
import { placeInRequest, requestPlace } from './request-place.ts'
import type { RequestPlace } from './request-place.ts'

/** What `byCursor` takes. */
export interface CursorPagesOptions {
  /** Where the token of the next page stands: `meta.next_cursor`. The list ends where there is none. */
  readonly token?: AnswerPlace
  /** In place of `token`: the path of the token in the last record of a page, as its `id`. The list ends with an empty page. */
  readonly lastRecord?: string
  /** Where the token goes. Default: the query parameter `cursor`. */
  readonly cursor?: RequestPlace
  /** False on the last page: `has_more`. It decides, whether there is a token or not. */
  readonly hasMore?: AnswerPlace
  /** Records in a page. Default: as many as the API likes. */
  readonly size?: number
  /** Where the size goes. Default: the query parameter `limit`. */
  readonly sizeAs?: RequestPlace
}

/** Pages of which each tells the token of the next one. A page may be empty and still not be the last. */
export function byCursor(options: CursorPagesOptions): Paginator {
  checkOptions('byCursor', shape, options)
  const { token, lastRecord, cursor = 'cursor', hasMore, size, sizeAs = 'limit' } = options
  if ((token === undefined) === (lastRecord === undefined)) throw needsOne()
  const turnTo = (value: JsonValue | undefined): PageTurn => ({
    position: value === undefined ? {} : { token: value },
    ask: (request) => {
      const sized = size === undefined ? request : placeInRequest(request, sizeAs, size)
      return value === undefined ? sized : placeInRequest(sized, cursor, value)
    },
  })
  return {
    begin: (position) => turnTo(position === undefined ? undefined : tokenOf(position)),
    next: (page) => {
      const more = hasMore === undefined ? undefined : readFlag(page, hasMore)
      if (more === false) return undefined
      const next = findToken(page, options)
      if (next !== undefined) return turnTo(next)
      if (more === true && hasMore !== undefined) throw noToken(page, options, hasMore)
      return undefined
    },
  }
}

function findToken(page: TurnedPage, { token, lastRecord }: CursorPagesOptions): JsonValue | undefined {
  if (token !== undefined) {
    const value = readAnswer(page, token)
    return value === false ? undefined : value
  }
  const last = page.records.at(-1)
  if (last === undefined || lastRecord === undefined) return undefined
  const value = readBodyPath(last, lastRecord)
  if (value !== undefined && value !== null) return value
  throw new SourceError({
    code: 'rest_no_token',
    message: `the last record of a page of ${page.name} has no '${lastRecord}', by which the next page is asked for`,
  })
}

function noToken(page: TurnedPage, { token, lastRecord }: CursorPagesOptions, hasMore: AnswerPlace): SourceError {
  const where = token === undefined ? `last record (its '${lastRecord}')` : nameOfPlace(token)
  return new SourceError({
    code: 'rest_no_token',
    message: `${page.name} says at ${nameOfPlace(hasMore)} that there is more, but ${where} has no token for it`,
  })
}

function tokenOf(position: JsonValue): JsonValue | undefined {
  if (typeof position !== 'object' || position === null || Array.isArray(position)) throw refused()
  const keys = Object.keys(position)
  if (keys.some((key) => key !== 'token')) throw refused()
  return (position as { readonly token?: JsonValue }).token
}

function needsOne(): InvalidOptionsError {
  return new InvalidOptionsError([{ path: 'byCursor', message: 'needs one of `token` and `lastRecord`' }])
}

const shape: Readonly<Record<keyof CursorPagesOptions, z.ZodType>> = {
  token: answerPlace.optional(),
  lastRecord: z.string().refine(isPath, 'must be a path in the record').optional(),
  cursor: requestPlace.optional(),
  hasMore: answerPlace.optional(),
  size: pageSize.optional(),
  sizeAs: requestPlace.optional(),
}
