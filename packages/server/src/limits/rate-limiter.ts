/** How often a key may ask. */
export interface RateLimit {
  /** So many requests at once. */
  readonly requests: number
  /** After so many milliseconds that many are possible again. */
  readonly perMs: number
}

interface Bucket {
  tokens: number
  at: number
}

/** A bucket of tokens for each caller, refilled steadily. Counts in this process. */
export class RateLimiter {
  readonly #limit: RateLimit
  readonly #now: () => number
  readonly #buckets: Map<string, Bucket> = new Map()

  constructor(limit: RateLimit, now: () => number = () => performance.now()) {
    this.#limit = limit
    this.#now = now
  }

  /** Takes a token, and answers 0; or answers in how many milliseconds there will be one. */
  take(caller: string): number {
    const { requests, perMs } = this.#limit
    const at = this.#now()
    const last = this.#buckets.get(caller) ?? { tokens: requests, at }
    const tokens = Math.min(requests, last.tokens + ((at - last.at) / perMs) * requests)
    if (tokens < 1) return Math.ceil(((1 - tokens) / requests) * perMs)
    // A bucket that is used moves to the end, so that the full ones stand in front.
    this.#buckets.delete(caller)
    this.#buckets.set(caller, { tokens: tokens - 1, at })
    this.#forget(at)
    return 0
  }

  #forget(at: number): void {
    const oldest = this.#buckets.entries().next().value
    if (oldest !== undefined && at - oldest[1].at >= this.#limit.perMs) this.#buckets.delete(oldest[0])
  }
}
