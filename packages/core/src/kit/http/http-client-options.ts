import type { HttpAnswer } from './http-client.ts'
import type { HttpCredentials } from './http-credentials.ts'

/** What `createHttpClient` takes. */
export interface HttpClientOptions {
  /** All paths are below it: `https://api.example.com/v1`. */
  readonly baseUrl: string
  /** Who asks. Sent to the origin of `baseUrl` only. Default: nobody. */
  readonly credentials?: HttpCredentials
  /** Sent with every request. Those that look like secrets (`cookie`, `x-api-key`) go to the origin of `baseUrl` only. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the global one. */
  readonly fetch?: Fetch
  /** What the API allows. Shared by all clients of this process with the same host and credentials. */
  readonly budget?: RateBudgetOptions
  readonly retry?: RetryOptions
  /** How long an answer may take to begin, and each wait for more of its body. Default 60,000. */
  readonly timeoutInMs?: number
  /** The largest body that is read into memory, after decompression. Default 64 MiB. */
  readonly maxBodyBytes?: number
  /**
   * For APIs that hide failures: judges an answer that looks fine (200 with an error inside), or a refusal that is worth
   * another try. Is asked before anything else is decided; undefined leaves it to the status. What it calls worth another
   * try is tried again whatever the method. It is not asked about a body that is streamed.
   */
  readonly judge?: (answer: HttpAnswer) => HttpVerdict | undefined
}

/** `fine`: the caller gets it. `retry`: a fault that may pass. `refuse`: an error at once. */
export type HttpVerdict = 'fine' | 'retry' | 'refuse'

/** The part of `fetch` that is used; undici's, a wrapped one or one with a proxy agent will do. Redirects are not to be followed. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

/** What a `Fetch` is called with. */
export interface FetchInit {
  readonly method: string
  readonly headers: Headers
  /** Absent where nothing is sent. */
  readonly body?: string
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}

/**
 * How much may be asked. Where several clients share a budget the strictest of their limits holds. A stream counts as in
 * flight until its body has ended or was left.
 */
export interface RateBudgetOptions {
  /** The most requests that begin within any second; `0.5` is one in two seconds. Default: no limit. */
  readonly requestsPerSecond?: number
  /** The most requests under way at once. Default 4. */
  readonly maxInFlight?: number
  /** The most requests that begin within any hour. Default: no limit. */
  readonly requestsPerHour?: number
  /** The longest wait for the hourly budget; beyond it an `HttpError` `http_quota_used_up` with `retryAt`. Default 60,000. */
  readonly maxWaitInMs?: number
}

/** How failures that may pass are met. */
export interface RetryOptions {
  /** How often a request is sent again. Default 8. */
  readonly maxRetries?: number
  /** The longest pause before the first retry; doubled each time. A pause is any time up to that. Default 1,000. */
  readonly firstDelayInMs?: number
  /** The longest pause. Default 60,000. */
  readonly maxDelayInMs?: number
  /** How long after a request was first sent it may be sent again. Waiting for the budget before that does not count. Default 300,000. */
  readonly maxElapsedInMs?: number
  /** Statuses that may pass. Default 408, 425, 429, 500, 502, 503, 504. */
  readonly statuses?: readonly number[]
}
