import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { SourceError } from '../../contract/errors/source-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import type { Logger } from '../../contract/logger.ts'
import type { HttpAnswer, HttpClient, HttpRequest } from '../http/http-client.ts'
import { HttpError } from '../http/http-error.ts'
import { LoopGuard } from './loop-guard.ts'
import type { PageTurn, Paginator } from './paginator.ts'
import { selectRecords } from './select-records.ts'
import type { SelectOptions } from './select-records.ts'
import { singlePage } from './single-page.ts'

/** A list and how to read it. */
export interface PagesOptions extends SelectOptions {
  readonly client: HttpClient
  /** What is asked for each page; the paginator puts the page into it. */
  readonly request: Omit<HttpRequest, 'signal' | 'logger'>
  /** Default: everything comes in one answer. */
  readonly paginate?: Paginator
  /** The position to begin at, as `next` of an earlier page told it. Default: the first page. */
  readonly from?: JsonValue | undefined
  /** More pages than this are taken for an endless list. Default 100,000. */
  readonly maxPages?: number
  /** What names a record, so that a page that comes again is noticed. Default: the whole record. */
  readonly keyOf?: (record: JsonValue) => unknown
  /** The client's `baseUrl`; only needed by `byLink`. */
  readonly baseUrl?: string | undefined
  /** What is wrong with an answer that looks fine, where something is: the reason, without values. */
  readonly refuse?: (body: JsonValue) => string | undefined
  /** The list as messages name it. Default: method and path. */
  readonly name?: string
  readonly signal: AbortSignal
  readonly logger?: Logger
}

/** One page of a list. */
export interface Page {
  readonly records: readonly JsonValue[]
  /** The whole body. Null where it was empty, as with status 204. */
  readonly body: JsonValue
  readonly answer: HttpAnswer
  /** Where the next page is; undefined after the last. */
  readonly next: JsonValue | undefined
}

/** Reads a list page by page. Nothing is asked before it is pulled; breaking out stops. */
export async function* pages(options: PagesOptions): AsyncGenerator<Page, void, undefined> {
  const { paginate = singlePage(), request, signal } = options
  const name = options.name ?? nameOf(request)
  requireBaseUrl(paginate, options.baseUrl)
  const guard = new LoopGuard({ name, maxPages: options.maxPages, keyOf: options.keyOf })
  const isContinued = options.from !== undefined
  let turn: PageTurn | undefined = paginate.begin(options.from)
  for (let count = 0; turn !== undefined; count += 1) {
    const isFirst: boolean = count === 0 && !isContinued
    guard.beforePage(turn.position)
    signal.throwIfAborted()
    const answer = await askFor(turn, options, isFirst)
    signal.throwIfAborted()
    if (answer === undefined) return
    const body = isEmpty(answer, options) ? null : answer.json()
    requireNoRefusal(options, body, name)
    const records = selectRecords(body, options, name)
    guard.afterPage(records)
    const path: string = turn.url ?? request.path
    turn = paginate.next({ turn, headers: answer.headers, body, records, path, baseUrl: options.baseUrl, name })
    yield { records, body, answer, next: turn?.position }
    signal.throwIfAborted()
  }
}

async function askFor(
  turn: PageTurn,
  { client, request, paginate, signal, logger }: PagesOptions,
  isFirst: boolean,
): Promise<HttpAnswer | undefined> {
  const { query: _query, ...rest } = request
  const asked = turn.url === undefined ? { ...request, ...turn.ask?.(request) } : { ...rest, path: turn.url }
  try {
    return await client.request({ ...asked, signal, ...(logger === undefined ? {} : { logger }) })
  } catch (error) {
    const isPastEnd = !isFirst && HttpError.isInstance(error) && isOneOf(error.status, paginate?.pastEnd)
    if (isPastEnd) return undefined
    throw error
  }
}

function isOneOf(status: number | undefined, statuses: readonly number[] = []): boolean {
  return status !== undefined && statuses.includes(status)
}

/** Anything else without a body is a fault on the way: taken for an empty list, it would delete what stands. */
function isEmpty({ status, bytes }: HttpAnswer, { isSelectOptional = false }: PagesOptions): boolean {
  return bytes.length === 0 && (status === 204 || isSelectOptional)
}

function requireNoRefusal({ refuse }: PagesOptions, body: JsonValue, name: string): void {
  const reason = refuse?.(body)
  if (reason === undefined) return
  throw new SourceError({ code: 'rest_refused', message: `${name} was refused: ${reason}`, isRetryable: false })
}

/** Throws an `InvalidOptionsError` where a paginator follows links and does not know from where. */
function requireBaseUrl({ followsLinks = false }: Paginator, baseUrl: string | undefined): void {
  if (!followsLinks || (baseUrl !== undefined && URL.canParse(baseUrl))) return
  const message = 'is needed by byLink: the same URL as that of the client'
  throw new InvalidOptionsError([{ path: 'baseUrl', message }])
}

function nameOf({ method = 'GET', path }: PagesOptions['request']): string {
  return `${method} ${path.replace(/[?#].*$/, '')}`
}
