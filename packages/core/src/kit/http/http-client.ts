import type { JsonValue } from '../../contract/json.ts'
import type { Logger } from '../../contract/logger.ts'

/** Asks one HTTP API, with everything that asking takes: address, credentials, rate budget, retries, limits. */
export interface HttpClient {
  /**
   * Sends a request until it is answered as expected, and reads the whole body. Throws an `HttpError` for any other
   * answer, once retries are used up; `signal.reason` when aborted.
   */
  request(request: HttpRequest): Promise<HttpAnswer>
  /** The same, with the body as it comes in. After its first byte nothing is retried; breaking out closes the connection. */
  stream(request: HttpRequest): Promise<HttpStream>
}

/** Values of a query. An array repeats the name; undefined leaves it out. */
export type HttpQuery = Readonly<Record<string, HttpQueryValue | readonly HttpQueryValue[] | undefined>>

export type HttpQueryValue = string | number | bigint | boolean | Date

/** One question. */
export interface HttpRequest {
  /** Default `GET`. */
  readonly method?: string
  /** Joined to `baseUrl`; a whole URL is taken as it is, but gets credentials only on the host of `baseUrl`. */
  readonly path: string
  readonly query?: HttpQuery
  /** Sent as JSON. */
  readonly body?: JsonValue
  readonly headers?: Readonly<Record<string, string>>
  /** Statuses that are no error besides 200 to 299. Default: none. */
  readonly expect?: readonly number[]
  /** Whether it may be sent again though the first one may have arrived. Default: true for GET, HEAD, OPTIONS, PUT and DELETE. */
  readonly isRepeatable?: boolean
  /** Aborts the wait for the budget, the request, the body and the pauses between retries. */
  readonly signal: AbortSignal
  /** Is told of retries. Never of credentials, bodies or queries. */
  readonly logger?: Logger
}

/** What was answered. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  /** Bounded by `maxBodyBytes`. */
  readonly bytes: Uint8Array
  /** The body as UTF-8. */
  text(): string
  /** The body as JSON, exactly: see `parseJson`. Throws an `HttpError` with code `http_bad_body` for what is none; the client has tried again before. */
  json(): JsonValue
}

/** What is being answered. */
export interface HttpStream {
  readonly status: number
  readonly headers: Headers
  /** Read it to its end or break out. */
  readonly body: AsyncIterable<Uint8Array>
}
