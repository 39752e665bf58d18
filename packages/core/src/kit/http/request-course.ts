import type { AttemptFailure } from './failed-attempt.ts'
import type { RateBudget } from './rate-budget.ts'
import type { ResolvedRetry } from './resolved-client-options.ts'

/** An hourly quota that says nothing of its end is free again after this. */
const hourInMs = 60 * 60 * 1000

/** What has become of one request so far, over its attempts. */
export class RequestCourse {
  /** How often it was sent, redirects not counted. */
  attempts = 0
  /** Whether the token was replaced: that is done once. */
  hasNewToken = false
  readonly #retry: ResolvedRetry
  #firstSent: number | undefined
  #firstLimited: number | undefined
  #resumeAt = 0

  constructor(retry: ResolvedRetry) {
    this.#retry = retry
  }

  /** How long ago it was first sent. */
  get elapsedInMs(): number {
    return this.#firstSent === undefined ? 0 : Date.now() - this.#firstSent
  }

  /** When the next attempt may begin. */
  get resumeAt(): number {
    return this.#resumeAt
  }

  noteSent(): void {
    this.#firstSent ??= Date.now()
  }

  /** Whether the patience ends before that. */
  readonly isTooLate = (until: number): boolean => until > (this.#firstSent ?? Date.now()) + this.#retry.maxElapsedInMs

  /** Chooses the pause after a failure, and holds back the budget where the API is asked too often. */
  noteFailure(failure: AttemptFailure, budget: RateBudget): void {
    const now = Date.now()
    const isLimited = failure.code === 'http_rate_limited'
    if (isLimited) this.#firstLimited ??= now
    const asked = failure.retryAfterInMs ?? 0
    this.#resumeAt = now + (asked > 0 ? asked : this.#jitter())
    if (isLimited || asked > 0) budget.holdBack(this.#resumeAt)
  }

  /** When the caller may ask again, where that is known or can be guessed. */
  retryAt(failure: AttemptFailure): Date | undefined {
    if (failure.retryAt !== undefined) return failure.retryAt
    if ((failure.retryAfterInMs ?? 0) > 0) return new Date(this.#resumeAt)
    if (failure.code !== 'http_rate_limited') return undefined
    return new Date((this.#firstLimited ?? Date.now()) + hourInMs)
  }

  /** Any time up to a limit that doubles: those who failed together do not come back together. */
  #jitter(): number {
    const { firstDelayInMs, maxDelayInMs } = this.#retry
    return Math.random() * Math.min(maxDelayInMs, firstDelayInMs * 2 ** (this.attempts - 1))
  }
}
