/**
 * What may be asked of one API by one account. A request waits in two lines: for a slot (so many at once), then for its turn
 * (so many per second). The second line is *closed* while the hour is used up, or while the API has asked to be left alone:
 * the budget is *held back*.
 */

import PQueue from 'p-queue'
import { HourlyQuota } from './hourly-quota.ts'

/** The limits, resolved; `Infinity` where there is none. */
export interface RateLimits {
  readonly requestsPerSecond: number
  readonly maxInFlight: number
  readonly requestsPerHour: number
  /** The longest wait for the hour. Each request has its own. */
  readonly maxWaitInMs: number
}

/** What a request is ready to wait for. */
export interface BudgetWait {
  /** Those of its client, always the same object. */
  readonly limits: RateLimits
  readonly signal: AbortSignal
  /** Whether the API has asked for a pause that is longer than the request can wait. */
  readonly isTooLate: (until: number) => boolean
}

/** Why a request does not begin. */
export class BudgetClosed extends Error {
  readonly reason: 'quota' | 'held-back'
  readonly until: Date

  constructor(reason: BudgetClosed['reason'], until: number) {
    super(`the budget is closed: ${reason}`)
    this.name = 'BudgetClosed'
    this.reason = reason
    this.until = new Date(until)
  }
}

/** A little more than a second: the way to the server is not always equally long. */
const secondInMs = 1050
const minuteInMs = 60_000
const longestTimerInMs = 2 ** 31 - 1

export class RateBudget {
  /** The limits of each client, with when it last asked. */
  readonly #users = new Map<RateLimits, number>()
  readonly #slots = new PQueue()
  readonly #hour = new HourlyQuota()
  #requestsPerSecond = Infinity
  #turns: PQueue = makeTurns(Infinity)
  /** Lines of other speeds that are not empty yet. */
  #oldTurns: readonly PQueue[] = []
  #heldUntil = 0
  #lastBegin = 0
  #timer: NodeJS.Timeout | undefined
  /** Those in the lines, each with what it does when the budget is held back. */
  readonly #waiting = new Set<{ readonly limits: RateLimits; readonly onHeldBack: (until: number) => void }>()

  /** Waits for a slot and a turn. What it gives is to be called when the answer has ended. Throws `BudgetClosed`, or the signal's reason. */
  async begin({ limits, signal, isTooLate }: BudgetWait): Promise<() => void> {
    signal.throwIfAborted()
    const now = Date.now()
    this.#use(limits, now)
    const freeAt = this.#hour.freeAt(this.#waiting.size, now)
    if (freeAt - now > limits.maxWaitInMs) throw new BudgetClosed('quota', freeAt)
    const leaving = new AbortController()
    const leave = (): void => leaving.abort(signal.reason)
    const onHeldBack = (until: number): void => {
      if (until > Date.now() && isTooLate(until)) leaving.abort(new BudgetClosed('held-back', until))
    }
    const waiting = { limits, onHeldBack }
    signal.addEventListener('abort', leave, { once: true })
    this.#waiting.add(waiting)
    this.#timer?.ref()
    try {
      onHeldBack(this.#heldUntil)
      const release = await takeSlot(this.#slots, leaving.signal)
      try {
        await this.#turns.add(() => this.#noteBegin(), { signal: leaving.signal })
      } catch (error) {
        release()
        throw error
      }
      return release
    } finally {
      signal.removeEventListener('abort', leave)
      this.#waiting.delete(waiting)
      this.#users.set(limits, Date.now())
      if (this.#waiting.size === 0) this.#timer?.unref()
    }
  }

  /** The API asked to be left alone: nothing begins before that. */
  holdBack(until: number): void {
    if (until <= this.#heldUntil) return
    this.#heldUntil = until
    this.#openOrClose()
    for (const { onHeldBack } of this.#waiting) onHeldBack(until)
  }

  /** Whether it knows nothing that a new budget would not know. */
  isForgettable(now: number): boolean {
    const isUnused = this.#waiting.size === 0 && this.#slots.pending === 0
    return isUnused && this.#heldUntil <= now && this.#hour.isForgotten(now) && this.#lastBegin + this.#window <= now
  }

  get #window(): number {
    return this.#requestsPerSecond < 1 ? secondInMs / this.#requestsPerSecond : secondInMs
  }

  /** The strictest limits hold of those that wait or have asked within the last minute. */
  #use(limits: RateLimits, now: number): void {
    this.#users.set(limits, now)
    for (const [user, lastUse] of this.#users) {
      if (lastUse < now - minuteInMs && !this.#isWaiting(user)) this.#users.delete(user)
    }
    const users = [...this.#users.keys()]
    const strictest = (limit: keyof RateLimits): number => Math.min(...users.map((user) => user[limit]))
    const maxInFlight = strictest('maxInFlight')
    if (maxInFlight !== this.#slots.concurrency) this.#slots.concurrency = maxInFlight
    const requestsPerHour = strictest('requestsPerHour')
    const requestsPerSecond = strictest('requestsPerSecond')
    if (requestsPerHour === this.#hour.limit && requestsPerSecond === this.#requestsPerSecond) return
    this.#hour.limit = requestsPerHour
    if (requestsPerSecond !== this.#requestsPerSecond) {
      // Those that have a slot keep their place in the line they are in.
      this.#oldTurns = [...this.#oldTurns, this.#turns].filter((turns) => turns.size > 0)
      this.#requestsPerSecond = requestsPerSecond
      this.#turns = makeTurns(requestsPerSecond)
    }
    this.#openOrClose()
  }

  #isWaiting(user: RateLimits): boolean {
    return [...this.#waiting].some(({ limits }) => limits === user)
  }

  /** Runs inside the line, so that nobody else gets a turn before the line is closed. */
  #noteBegin(): void {
    this.#lastBegin = Date.now()
    this.#hour.note(this.#lastBegin)
    this.#openOrClose()
  }

  #openOrClose(): void {
    const now = Date.now()
    const closedUntil = Math.max(this.#heldUntil, this.#hour.freeAt(0, now))
    clearTimeout(this.#timer)
    this.#timer = undefined
    const lines = [this.#turns, ...this.#oldTurns]
    if (closedUntil <= now) {
      for (const line of lines) if (line.isPaused) line.start()
      return
    }
    for (const line of lines) line.pause()
    this.#timer = setTimeout(() => this.#openOrClose(), Math.min(closedUntil - now, longestTimerInMs))
    // Nobody waits: the process may end.
    if (this.#waiting.size === 0) this.#timer.unref()
  }
}

function makeTurns(requestsPerSecond: number): PQueue {
  if (requestsPerSecond === Infinity) return new PQueue()
  const isWhole = Number.isInteger(requestsPerSecond)
  return new PQueue({
    strict: true,
    intervalCap: isWhole ? requestsPerSecond : 1,
    interval: isWhole ? secondInMs : Math.ceil(secondInMs / requestsPerSecond),
  })
}

function takeSlot(slots: PQueue, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    slots.add(() => new Promise<void>((release) => resolve(release)), { signal }).catch(reject)
  })
}
