import { SourceError } from '../../contract/errors/source-error.ts'

/** Why a question was not answered as expected. */
export type HttpErrorCode =
  /** A status that was not expected, and that another try does not change. */
  | 'http_refused'
  /** 429 or 5xx until the retries were used up. */
  | 'http_unavailable'
  /** No connection, or it broke. */
  | 'http_unreachable'
  /** No answer in time. */
  | 'http_timeout'
  /** 429 until the retries were used up: see `retryAt`. */
  | 'http_rate_limited'
  /** The budget of this process allows no more before `retryAt`. */
  | 'http_quota_used_up'
  /** The body is larger than `maxBodyBytes`. */
  | 'http_body_too_large'
  /** The body is not what was announced, or no JSON. */
  | 'http_bad_body'

/** What an `HttpError` is made from. */
export interface HttpErrorOptions {
  readonly code: HttpErrorCode
  readonly message: string
  readonly isRetryable: boolean
  readonly status?: number | undefined
  readonly body?: string | undefined
  readonly retryAt?: Date | undefined
  readonly cause?: unknown
}

/** Something failed on the way to an HTTP API and back. Its message names method, host and path; never a query, a body or credentials. */
export class HttpError extends SourceError {
  readonly isHttpError = true
  /** What was answered, if anything. */
  readonly status: number | undefined
  readonly #body: string | undefined

  constructor({ status, body, ...options }: HttpErrorOptions) {
    super(options)
    this.status = status
    this.#body = body
  }

  /** The first 64 KiB of what was answered, for connectors that read the reason from it. Not shown or logged by itself. */
  get body(): string | undefined {
    return this.#body
  }

  static override isInstance(this: void, value: unknown): value is HttpError {
    return SourceError.isInstance(value) && 'isHttpError' in value
  }
}
