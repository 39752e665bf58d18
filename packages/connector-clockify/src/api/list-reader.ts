import { SourceError } from '@millrace/core/plugin'
import type { HttpAnswer, HttpQuery, JsonValue } from '@millrace/core/plugin'
import { isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { isLastPage } from './is-last-page.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'

/** A list of the core host. */
export interface ListRequest {
  readonly path: string
  readonly query?: HttpQuery
  /** Default 5000, the most that Clockify gives. */
  readonly pageSize?: number
  /** Where the objects are in the answer, if not the answer itself: `['expenses', 'expenses']`. */
  readonly select?: readonly string[]
  /** What tells objects apart. Default: their `id`. One without it counts as new each time. */
  readonly idOf?: (object: ClockifyObject) => JsonValue | undefined
}

/** The default of `ListRequest.idOf`. */
export function ownId({ id }: ClockifyObject): JsonValue | undefined {
  return id
}

/** How a list is asked for. */
export type AskPage = (path: string, query: HttpQuery) => Promise<HttpAnswer>

/**
 * Reads a list page by page. Clockify says with `last-page` whether more follow; where it does not, the first page that is empty,
 * or brings nothing new, is the end: a page that is not full may be as large as the server makes it. Objects that move to a
 * later page while the list is read come twice, and are left out the second time.
 */
export class ListReader {
  readonly #request: ListRequest
  readonly #known: Set<JsonValue | undefined> = new Set()
  #page = 1
  #isEnded = false

  constructor(request: ListRequest) {
    this.#request = request
  }

  /** The next page; undefined after the last one. A page that could not be had is asked for again by the next call. */
  async next(ask: AskPage): Promise<readonly ClockifyObject[] | undefined> {
    if (this.#isEnded) return undefined
    const { path, query = {}, pageSize = 5_000, select = [], idOf = ownId } = this.#request
    const answer = await ask(path, { ...query, page: this.#page, 'page-size': pageSize })
    const objects = selectObjects(answer.json(), select, path)
    const isLast = isLastPage(answer.headers)
    const fresh = objects.filter((object) => !this.#known.has(idOf(object)))
    const isSame = objects.length > 0 && fresh.length === 0
    // A whole list that comes again, since the server has no pages of it.
    const isUnpaged = isSame && isLast === undefined && objects.length < pageSize
    if (isSame && !isUnpaged) throw samePage(path, this.#page)
    for (const id of fresh.map(idOf)) if (id !== undefined) this.#known.add(id)
    this.#page += 1
    this.#isEnded = fresh.length === 0 || isLast === true
    return fresh.length === 0 ? undefined : fresh
  }
}

function selectObjects(answer: JsonValue, select: readonly string[], path: string): readonly ClockifyObject[] {
  let value: JsonValue | undefined = answer
  for (const key of select) value = isObject(value) ? value[key] : undefined
  if (!Array.isArray(value)) {
    throw unexpectedAnswer(path, select.length === 0 ? 'list' : `list at ${select.join('.')}`)
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
