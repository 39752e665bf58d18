import { longestTimerInMs } from './guard.ts'

/** Why reading ends before its time without anything being wrong. */
export class DeadlineReached extends Error {
  constructor() {
    super('the deadline is reached')
    this.name = 'DeadlineReached'
  }
}

/** So long before the deadline a run begins to look for a savepoint to stop at. */
const longestNoticeInMs = 5_000

/**
 * Watches the deadline. From a little before it partitions stop at their next savepoint; at the deadline itself
 * reading is broken off, and what came after the last savepoint is read again by the next run.
 */
export class StopClock {
  readonly #controller: AbortController = new AbortController()
  readonly #now: () => number
  readonly #softStop: number
  readonly #timer: NodeJS.Timeout | undefined

  constructor(deadline: Date | undefined, now: () => number) {
    this.#now = now
    if (deadline === undefined) {
      this.#softStop = Infinity
      return
    }
    const remaining = deadline.getTime() - now()
    this.#softStop = deadline.getTime() - Math.min(longestNoticeInMs, Math.max(0, remaining) / 10)
    this.#timer = setTimeout(
      () => this.#controller.abort(new DeadlineReached()),
      Math.min(Math.max(0, remaining), longestTimerInMs),
    )
  }

  /** Aborted at the deadline. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Whether the next savepoint is the one to stop at. */
  get isDue(): boolean {
    return this.#controller.signal.aborted || this.#now() >= this.#softStop
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}
