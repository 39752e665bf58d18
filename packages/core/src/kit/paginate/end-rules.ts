import { z } from 'zod'
import { answerPlace, readFlag, readNumber } from './answer-place.ts'
import type { AnswerPlace } from './answer-place.ts'
import { statuses } from './check-options.ts'
import type { TurnedPage } from './paginator.ts'

/**
 * How the end of a numbered list is known. The first rule that finds its value in the answer decides; without any the list
 * ends with an empty page, which also ends it against every rule.
 */
export interface EndRules {
  /** True on the last page: `{ header: 'Last-Page' }`. */
  readonly lastPage?: AnswerPlace
  /** False on the last page: `meta.has_more`. */
  readonly hasMore?: AnswerPlace
  /** How many records the whole list has: `meta.total`. */
  readonly total?: AnswerPlace
  /**
   * A page with fewer records than were asked for is the last. Saves a request, and loses records where the API gives fewer
   * than it is asked for; so it needs to be known that it does not. Default false.
   */
  readonly endsAtShortPage?: boolean
  /** Statuses with which the API answers for a page behind the end: `[404]`. Default: none, it answers with an empty page. */
  readonly pastEnd?: readonly number[]
}

/** What is known of the place of a page in its list. */
export interface PagePlace {
  /** Records asked for in one page, where that is said. */
  readonly size: number | undefined
  /** Records up to the end of this page. */
  readonly seen: number
}

/** Whether a page is the last of its list. */
export function isLastPage(page: TurnedPage, rules: EndRules, { size, seen }: PagePlace): boolean {
  if (page.records.length === 0) return true
  const isLast = rules.lastPage === undefined ? undefined : readFlag(page, rules.lastPage)
  if (isLast !== undefined) return isLast
  const hasMore = rules.hasMore === undefined ? undefined : readFlag(page, rules.hasMore)
  if (hasMore !== undefined) return !hasMore
  const total = rules.total === undefined ? undefined : readNumber(page, rules.total)
  if (total !== undefined) return seen >= total
  return rules.endsAtShortPage === true && size !== undefined && page.records.length < size
}

/** Checks end rules that were given as options. */
export const endRules: Readonly<Record<keyof EndRules, z.ZodType>> = {
  lastPage: answerPlace.optional(),
  hasMore: answerPlace.optional(),
  total: answerPlace.optional(),
  endsAtShortPage: z.boolean().optional(),
  pastEnd: statuses.optional(),
}
