import type { z } from 'zod'
import { checkOptions, pageSize } from './check-options.ts'
import { needsSize } from './by-page-number.ts'
import { endRules, isLastPage } from './end-rules.ts'
import type { EndRules } from './end-rules.ts'
import type { PageTurn, Paginator } from './paginator.ts'
import { readPosition } from './read-position.ts'
import { placeInRequest, requestPlace } from './request-place.ts'
import type { RequestPlace } from './request-place.ts'

/** What `byOffset` takes. */
export interface OffsetOptions extends EndRules {
  /** Where the number of records to skip goes. Default: the query parameter `offset`. */
  readonly offset?: RequestPlace
  /** Records in a page. Default: as many as the API likes. */
  readonly size?: number
  /** Where the size goes. Default: the query parameter `limit`. */
  readonly sizeAs?: RequestPlace
}

/**
 * Pages by the number of records to skip: as many as came so far, so that it does not matter if the API gives fewer than it
 * is asked for. Rows that are added or removed between two pages shift the others, as with `byPageNumber`.
 */
export function byOffset(options: OffsetOptions = {}): Paginator {
  checkOptions('byOffset', shape, options)
  const { offset: offsetAs = 'offset', size, sizeAs = 'limit', pastEnd = [] } = options
  if (options.endsAtShortPage === true && size === undefined) throw needsSize('byOffset')
  const turnTo = (offset: number): PageTurn => ({
    position: { offset },
    ask: (request) => {
      const asked = placeInRequest(request, offsetAs, offset)
      return size === undefined ? asked : placeInRequest(asked, sizeAs, size)
    },
  })
  return {
    pastEnd,
    begin: (position) => turnTo(position === undefined ? 0 : readPosition(position, ['offset']).offset),
    next: (turned) => {
      const seen = readPosition(turned.turn.position, ['offset']).offset + turned.records.length
      return isLastPage(turned, options, { size, seen }) ? undefined : turnTo(seen)
    },
  }
}

const shape: Readonly<Record<keyof OffsetOptions, z.ZodType>> = {
  offset: requestPlace.optional(),
  size: pageSize.optional(),
  sizeAs: requestPlace.optional(),
  ...endRules,
}
