import { SourceError } from '@millrace/core/plugin'
import type { HttpAnswer, HttpQuery, JsonValue } from '@millrace/core/plugin'
import { isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'

/** A list of the core host. */
export interface ListRequest {
  readonly path: string
  readonly query?: HttpQuery
  /** Default 5000, the most that Clockify gives. */
  readonly pageSize?: number
  /** Where the objects are in the answer, if not the answer itself: `['expenses', 'expenses']`. */
  readonly select?: readonly string[]
}

/** How a list is asked for. */
export type AskPage = (path: string, query: HttpQuery) => Promise<HttpAnswer>

/**
 * Reads a list page by page. Clockify says with `last-page` whether more follow; where it does not, a page that is not full
 * is the last. Objects that move to a later page while it is read come twice, and are left out the second time.
 */
export class ListReader {
  readonly #request: ListRequest
  readonly #known: Set<JsonValue> = new Set()
  #page = 1
  #isEnded = false

  constructor(request: ListRequest) {
    this.#request = request
  }

  /** The next page; undefined after the last one. A page that could not be had is asked for again by the next call. */
  async next(ask: AskPage): Promise<readonly ClockifyObject[] | undefined> {
    if (this.#isEnded) return undefined
    const { path, query = {}, pageSize = 5_000, select = [] } = this.#request
    const answer = await ask(path, { ...query, page: this.#page, 'page-size': pageSize })
    const objects = selectObjects(answer.json(), select, path)
    const fresh = objects.filter(({ id }) => id === undefined || !this.#known.has(id))
    if (objects.length > 0 && fresh.length === 0) throw samePage(path, this.#page)
    for (const { id } of fresh) if (id !== undefined) this.#known.add(id)
    this.#page += 1
    const isLast = answer.headers.get('last-page')
    this.#isEnded = objects.length === 0 || isLast === 'true' || (isLast !== 'false' && objects.length < pageSize)
    return fresh.length === 0 ? undefined : fresh
  }
}

function selectObjects(answer: JsonValue, select: readonly string[], path: string): readonly ClockifyObject[] {
  let value: JsonValue | undefined = answer
  for (const key of select) value = isObject(value) ? value[key] : undefined
  if (!Array.isArray(value)) {
    throw new SourceError({
      code: 'clockify_unexpected_answer',
      message: `${path} answered no list${select.length === 0 ? '' : ` at ${select.join('.')}`}: the API has changed, or the address is not Clockify's`,
      isRetryable: false,
    })
  }
  return value.filter(isObject)
}

function samePage(path: string, page: number): SourceError {
  return new SourceError({
    code: 'clockify_same_page',
    message: `page ${page} of ${path} brought nothing that the pages before had not: the list cannot be read to its end`,
    isRetryable: true,
  })
}
