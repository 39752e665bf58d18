import { SourceError } from '@millrace/core/plugin'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import { nextPage } from './next-page.ts'
import type { PageNumber } from './next-page.ts'

/** A page as it was answered. */
export interface AnsweredPage {
  readonly objects: readonly ClockifyObject[]
  readonly isLast: boolean
}

/** What a list is read with. */
export interface OverlappingPagesOptions {
  readonly ask: (page: PageNumber) => Promise<AnsweredPage>
  /** The most that a page may hold. */
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
 * of what was read. A page that repeats nothing has a gap before it, and reading goes back.
 */
export async function* overlappingPages(options: OverlappingPagesOptions): AsyncGenerator<FreshPage> {
  const { ask, pageSize, idOf, what } = options
  let { read = 0, tail = [] } = options
  const met = new Set(tail)
  let gaps = 0
  let stalePages = 0
  while (gaps <= maxGaps && stalePages <= maxStalePages) {
    const page = nextPage(read, pageSize)
    const { objects, isLast } = await ask(page)
    const begin = (page.page - 1) * page.size
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
    const isEnd = isLast || objects.length === 0
    yield { objects: fresh, isLast: isEnd, read, tail }
    if (isEnd) return
  }
  throw new SourceError({
    code: 'clockify_unsteady_list',
    message: `${what} changes faster than it can be read, or repeats its pages`,
    isRetryable: true,
  })
}
