import { z } from 'zod'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { answerPlace, readNumber } from './answer-place.ts'
import type { AnswerPlace } from './answer-place.ts'
import { checkOptions, pageSize } from './check-options.ts'
import { endRules, isLastPage } from './end-rules.ts'
import type { EndRules } from './end-rules.ts'
import type { PageTurn, Paginator } from './paginator.ts'
import { readPosition } from './read-position.ts'
import { placeInRequest, requestPlace } from './request-place.ts'
import type { RequestPlace } from './request-place.ts'

/** What `byPageNumber` takes. */
export interface PageNumberOptions extends EndRules {
  /** Where the number of the page goes. Default: the query parameter `page`. */
  readonly page?: RequestPlace
  /** Number of the first page. Default 1. */
  readonly first?: number
  /** Records in a page. Default: as many as the API likes. */
  readonly size?: number
  /** Where the size goes. Default: the query parameter `page_size`. */
  readonly sizeAs?: RequestPlace
  /** How many pages there are: `meta.pages`. */
  readonly pageCount?: AnswerPlace
}

/**
 * Pages with numbers. Rows that are added or removed between two pages shift the others: one comes twice, or one is
 * skipped. Sort by something that does not change, as by id.
 */
export function byPageNumber(options: PageNumberOptions = {}): Paginator {
  checkOptions('byPageNumber', shape, options)
  const { page: pageAs = 'page', first = 1, size, sizeAs = 'page_size', pageCount, pastEnd = [] } = options
  if (options.endsAtShortPage === true && size === undefined) throw needsSize('byPageNumber')
  const turnTo = (page: number, seen: number): PageTurn => ({
    position: { page, seen },
    ask: (request) => {
      const asked = placeInRequest(request, pageAs, page)
      return size === undefined ? asked : placeInRequest(asked, sizeAs, size)
    },
  })
  return {
    pastEnd,
    begin: (position) => {
      if (position === undefined) return turnTo(first, 0)
      const { page, seen } = readPosition(position, ['page', 'seen'])
      return turnTo(page, seen)
    },
    next: (turned) => {
      const { page, seen } = readPosition(turned.turn.position, ['page', 'seen'])
      const seenNow = seen + turned.records.length
      const pages = pageCount === undefined ? undefined : readNumber(turned, pageCount)
      if (pages !== undefined && page - first + 1 >= pages) return undefined
      if (isLastPage(turned, options, { size, seen: seenNow })) return undefined
      return turnTo(page + 1, seenNow)
    },
  }
}

/** The problem of a short page whose size nobody knows. */
export function needsSize(name: string): InvalidOptionsError {
  const message = 'needs `size`, or it is not known which page is short'
  return new InvalidOptionsError([{ path: `${name}.endsAtShortPage`, message }])
}

const shape: Readonly<Record<keyof PageNumberOptions, z.ZodType>> = {
  page: requestPlace.optional(),
  first: z.int('must be a whole number').optional(),
  size: pageSize.optional(),
  sizeAs: requestPlace.optional(),
  pageCount: answerPlace.optional(),
  ...endRules,
}
