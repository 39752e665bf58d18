import type { JsonValue } from '../../contract/json.ts'
import type { AnswerParts } from './answer-place.ts'
import type { RequestParts } from './request-place.ts'

/** How a list is read page by page. Made by `byPageNumber`, `byOffset`, `byCursor`, `byLink` or `singlePage`; or by hand. */
export interface Paginator {
  /** The first page; or the one at a position at which an earlier read stood. */
  begin(position: JsonValue | undefined): PageTurn
  /** The page after one that was read; undefined where that was the last. */
  next(page: TurnedPage): PageTurn | undefined
  /** Statuses that mean: this page, which is not the first, lies behind the end. Default: none. */
  readonly pastEnd?: readonly number[]
  /** It needs to know the `baseUrl` of the client. Default false. */
  readonly followsLinks?: boolean
}

/** Which page is asked for, and how. */
export interface PageTurn {
  /** Names the page: JSON that no other page of the list has, and from which reading can begin again. */
  readonly position: JsonValue
  /** Puts the page into the request of the list. Default: the request stays as it is. */
  readonly ask?: (request: RequestParts) => RequestParts
  /** A whole URL, or a path, that is asked for in place of path and query of the list. `ask` is not called then. */
  readonly url?: string
}

/** A page that has come, as a paginator sees it. */
export interface TurnedPage extends AnswerParts {
  readonly turn: PageTurn
  readonly records: readonly unknown[]
  /** The path or whole URL that was asked for. */
  readonly path: string
  /** The client's, where it is known: what links are relative to. */
  readonly baseUrl: string | undefined
  /** The list as messages name it: `GET /items`. */
  readonly name: string
}
