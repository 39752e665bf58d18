import type { Json } from '../json.ts'
import { ok, type Answer } from './answer.ts'
import { refusal } from './api-error.ts'
import type { Parameters } from './parameters.ts'

export interface PageRequest {
  readonly offset: number
  readonly limit: number
}

export interface PageLimits {
  /** The page size when none is asked for. Default: 50. */
  readonly usual?: number
  /** Default: 5000. */
  readonly largest?: number
}

/** `page`, which starts at 1, and `page-size`. */
export function readPage(query: Parameters, limits: PageLimits = {}): PageRequest {
  return checkPage(query.integer('page') ?? 1, query.integer('page-size') ?? limits.usual ?? 50, limits)
}

export function checkPage(page: number, size: number, { largest = 5000 }: PageLimits = {}): PageRequest {
  if (size <= 0) throw refusal(400, 'Page size must be a positive value', 501)
  if (size > largest) throw pageTooLarge(largest)
  if (page <= 0) throw refusal(400, 'Page must be a positive value', 501)
  return { offset: (page - 1) * size, limit: size }
}

export function pageTooLarge(largest: number): Error {
  return refusal(400, `Page size cannot be larger than ${largest.toLocaleString('en-US')}.`, 501)
}

export interface PagedOptions {
  readonly page: PageRequest
  /** Sent as `total-count`. */
  readonly isCounted?: boolean
  /** What stands around the rows. Default: nothing. */
  readonly wrap?: (rows: readonly Json[]) => Json
}

/** One page of rows, with the header that says whether it is the last. */
export function paged(rows: readonly Json[], { page, isCounted = false, wrap }: PagedOptions): Answer {
  const part = rows.slice(page.offset, page.offset + page.limit)
  const headers = lastPage(page.offset + page.limit >= rows.length)
  return ok(
    wrap === undefined ? part : wrap(part),
    isCounted ? { ...headers, 'total-count': String(rows.length) } : headers,
  )
}

export function lastPage(isLast: boolean): Readonly<Record<string, string>> {
  return { 'last-page': String(isLast) }
}
