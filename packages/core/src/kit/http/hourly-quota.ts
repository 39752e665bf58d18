/** A little more than an hour: what was sent evenly may come in at the server a little closer together. */
export const hourInMs: number = 60 * 60 * 1000 + 1000

/** Counts what was sent in the hour that ends now. */
export class HourlyQuota {
  /** The most in an hour. */
  limit: number = Infinity
  /** When each of them was sent, ascending. */
  #sent: number[] = []

  /** Notes that one is sent now. Without a limit nothing is kept. */
  note(now: number): void {
    if (this.limit !== Infinity) this.#sent.push(now)
  }

  /** When one more may be sent, if `ahead` others are sent before it as soon as they may. */
  freeAt(ahead: number, now: number): number {
    this.#forget(now)
    // Of the ones before it, this many must have left the hour.
    const tooMany = this.#sent.length + ahead + 1 - this.limit
    if (tooMany <= 0) return now
    // Those ahead are not sent yet: what has to wait for one of them waits for an hour at least.
    return (this.#sent[tooMany - 1] ?? now) + hourInMs
  }

  /** Whether nothing that was sent counts any more. */
  isForgotten(now: number): boolean {
    this.#forget(now)
    return this.#sent.length === 0
  }

  #forget(now: number): void {
    const first = this.#sent.findIndex((time) => time + hourInMs > now)
    this.#sent = first === -1 ? [] : this.#sent.slice(first)
  }
}
