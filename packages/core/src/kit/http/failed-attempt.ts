import type { HttpErrorCode } from './http-error.ts'

/** How one attempt failed. */
export interface AttemptFailure {
  readonly code: HttpErrorCode
  /** What happened: `answered 503`. */
  readonly problem: string
  /** What to do about it. */
  readonly remedy: string
  /** Whether another try may end otherwise. */
  readonly mayPass: boolean
  /** Whether the request surely did nothing, so that it may be sent again whatever it asks. Default false. */
  readonly didNothing?: boolean
  readonly status?: number | undefined
  readonly body?: string | undefined
  /** What the answer asked for by `Retry-After`. */
  readonly retryAfterInMs?: number | undefined
  /** When there may be another try, where that is known. */
  readonly retryAt?: Date | undefined
  readonly cause?: unknown
}

/** One attempt of a request failed; what that means for the request is decided by the retries. */
export class FailedAttempt extends Error {
  readonly failure: AttemptFailure

  constructor(failure: AttemptFailure) {
    super(failure.problem)
    this.name = 'FailedAttempt'
    this.failure = failure
  }
}
