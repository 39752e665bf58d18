import { toFault, type Fault, type FaultLike } from './fault.ts'

/** Which requests a fault is for. */
export interface FaultTarget {
  /** A part of the path, or a pattern. Default: all. */
  readonly path?: string | RegExp
  /** How many of these requests are answered well before. Default: 0. */
  readonly after?: number
}

export interface QuotaOptions {
  /** Default: an hour. */
  readonly windowInMs?: number
  /** Sent with the 429. Default: none. */
  readonly retryAfter?: number | string
  /** Default: empty. */
  readonly body?: 'empty' | 'json'
}

interface PlannedFault {
  readonly fault: Fault
  readonly path: string | RegExp | undefined
  wellBefore: number
  left: number
}

interface Quota extends QuotaOptions {
  readonly limit: number
  readonly usedAt: number[]
}

/** What goes wrong from now on. */
export class Faults {
  readonly #planned: PlannedFault[] = []
  #quota: Quota | undefined

  /** The next `count` requests fail; then all is well again. Several plans are carried out one after the other. */
  next(count: number, fault: FaultLike, target: FaultTarget = {}): void {
    this.#planned.push({ fault: toFault(fault), path: target.path, wellBefore: target.after ?? 0, left: count })
  }

  /** Every request fails until `clear`. */
  always(fault: FaultLike, target: FaultTarget = {}): void {
    this.next(Infinity, fault, target)
  }

  /** After this many answers within an hour requests get a 429, which does not count. */
  hourlyQuota(limit: number, options: QuotaOptions = {}): void {
    this.#quota = { ...options, limit, usedAt: [] }
  }

  clear(): void {
    this.#planned.length = 0
    this.#quota = undefined
  }

  /** What becomes of a request; called once for each. */
  take(path: string, at: number): Fault | undefined {
    const planned = this.#planned.find((candidate) => candidate.left > 0 && isFor(path, candidate.path))
    if (planned !== undefined) {
      if (planned.wellBefore > 0) planned.wellBefore--
      else {
        planned.left--
        return planned.fault
      }
    }
    return this.#takeFromQuota(at)
  }

  #takeFromQuota(at: number): Fault | undefined {
    const quota = this.#quota
    if (quota === undefined) return undefined
    const { limit, usedAt, windowInMs = 3_600_000, retryAfter, body = 'empty' } = quota
    while (usedAt[0] !== undefined && usedAt[0] <= at - windowInMs) usedAt.shift()
    if (usedAt.length >= limit) {
      return { type: 'status', status: 429, body, ...(retryAfter === undefined ? {} : { retryAfter }) }
    }
    usedAt.push(at)
    return undefined
  }
}

function isFor(path: string, wanted: string | RegExp | undefined): boolean {
  if (wanted === undefined) return true
  return typeof wanted === 'string' ? path.includes(wanted) : wanted.test(path)
}
