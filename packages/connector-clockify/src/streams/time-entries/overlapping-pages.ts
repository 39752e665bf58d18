import { SourceError } from '@millrace/core/plugin'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import { nextPage } from './next-page.ts'
import type { PageNumber } from './next-page.ts'

/** A page as it was answered. */
export interface AnsweredPage {
  readonly objects: readonly ClockifyObject[]
  /** Undefined where it is not known. */
  readonly isLast: boolean | undefined
}

/** What a list is read with. */
export interface OverlappingPagesOptions {
  readonly ask: (page: PageNumber) => Promise<AnsweredPage>
  /** The most that a page may hold. A server may give less without saying so. */
  readonly pageSize: number
  /** The id of an object. */
  readonly idOf: (object: ClockifyObject) => string
  /** For people: what is read. */
  readonly what: string
  /** How much an earlier read has of it. Default: nothing. */
  readonly read?: number | undefined
  /** The last ids that it met. Default: none. */
  readonly tail?: readonly string[] | undefined
}

/** Objects that came for the first time, and how much of the list is read with them. */
export interface FreshPage extends AnsweredPage {
  readonly read: number
  readonly tail: readonly string[]
}

const tailLength = 20
const maxStalePages = 20
const maxGaps = 50

/**
 * Reads a list by page numbers without losing what moves up when something before it is deleted: each page repeats the end
 * of what was read. A page that repeats nothing has a gap before it, and reading goes back. A page that is not full, and is
 * not the last, shows how large the server makes its pages: those that follow are asked for in that size.
 */
export async function* overlappingPages(options: OverlappingPagesOptions): AsyncGenerator<FreshPage> {
  const { ask, idOf, what } = options
  let { pageSize, read = 0, tail = [] } = options
  const met = new Set(tail)
  let largest = 0
  let gaps = 0
  let stalePages = 0
  while (gaps <= maxGaps && stalePages <= maxStalePages) {
    const page = nextPage(read, pageSize)
    const answer = await ask(page)
    const { objects } = answer
    const begin = (page.page - 1) * page.size
    const isLast = judgeEnd(answer, page, largest)
    largest = Math.max(largest, objects.length)
    const isCapped = isLast !== true && objects.length < page.size
    if (isCapped) pageSize = objects.length
    // Where a page begins that is not the first is known only when the server makes them as large as they were asked for.
    if (isCapped && page.page > 1) {
      gaps += 1
      continue
    }
    if (begin > 0 && begin < read && !objects.some((object) => met.has(idOf(object)))) {
      gaps += 1
      read = Math.max(0, read - pageSize)
      continue
    }
    const fresh = objects.filter((object) => !met.has(idOf(object)))
    for (const object of fresh) met.add(idOf(object))
    stalePages = fresh.length > 0 ? 0 : stalePages + 1
    read = begin + objects.length
    tail = objects.length === 0 ? tail : objects.slice(-tailLength).map(idOf)
    const isUnpaged = isLast === undefined && fresh.length === 0 && objects.length > page.size
    yield { objects: fresh, isLast: isUnpaged || isLast, read, tail }
    if (isUnpaged || isLast === true) return
  }
  throw new SourceError({
    code: 'clockify_unsteady_list',
    message: `${what} changes faster than it can be read, or repeats its pages`,
    isRetryable: true,
  })
}

/** Whether a page is the last; where nobody says so, it is when it holds less than an earlier one had and was asked for. */
function judgeEnd({ objects, isLast }: AnsweredPage, { size }: PageNumber, largest: number): boolean | undefined {
  if (objects.length === 0) return true
  return isLast ?? (objects.length < size && size <= largest ? true : undefined)
}
