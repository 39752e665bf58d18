import { RejectLimitError } from '../../contract/errors/reject-limit-error.ts'
import type { Reject } from '../../contract/reject.ts'
import type { ResolvedStream } from '../options/resolved-stream.ts'
import type { Tally } from '../commit/tally.ts'

/** What is known of a stream's rejects: those of earlier runs, and how many this run has made. */
export class RejectBook {
  readonly #resolved: ResolvedStream
  readonly #earlier: Map<string, Reject> = new Map()
  readonly #seen: Set<string> = new Set()
  readonly #reasons: Map<string, number> = new Map()
  readonly #madeIds: Set<string> = new Set()
  #made = 0

  constructor(resolved: ResolvedStream, earlier: readonly Reject[]) {
    this.#resolved = resolved
    // The record's text is not needed to know a reject again, and it is large.
    for (const reject of earlier) this.#earlier.set(reject.id, { ...reject, record: null })
  }

  /** Whether no reject is known: then no key that is read can settle one. */
  get isEmpty(): boolean {
    return this.#earlier.size === 0 && this.#madeIds.size === 0
  }

  /** The key was read, in whatever form: an earlier reject of it, of this run too, is settled. */
  read(id: string | undefined, tally: Tally): void {
    if (id === undefined || !(this.#earlier.has(id) || this.#madeIds.has(id))) return
    this.#seen.add(id)
    tally.addedRejects.delete(id)
    tally.removedRejects.add(id)
  }

  /** Throws when there are more than `rejectLimit` allows. One that was tried again in vain is no new one. */
  add(reject: Reject, tally: Tally): void {
    tally.addedRejects.set(reject.id, reject)
    if (!reject.hasKey) tally.suspendsDeletions = true
    const reason = `${reject.code} at ${reject.path === '' ? 'the record' : reject.path} (${reject.step})`
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1)
    if (reject.retries > 0) return
    this.#made += 1
    if (this.#resolved.primaryKey.length > 0) this.#madeIds.add(reject.id)
    if (this.#made <= this.#resolved.rejectLimit) return
    throw new RejectLimitError(
      `stream ${this.#resolved.name}: more than ${this.#resolved.rejectLimit} records were rejected (option rejectLimit): ${this.reasons}`,
    )
  }

  /** Whether a reject without a readable key is kept of this partition. */
  hasKeyless(partition: string): boolean {
    return [...this.#earlier.values()].some((reject) => !reject.hasKey && reject.partition === partition)
  }

  /** The id to begin behind, so that every earlier reject has its turn in some run. */
  startOfRound(position: number): string | undefined {
    const ids = [...this.#earlier.keys()]
    return ids.length === 0 ? undefined : ids[position % ids.length]
  }

  /** How many records this run has rejected. */
  get made(): number {
    return this.#made
  }

  /** The most frequent reasons, with their counts. */
  get reasons(): string {
    const reasons = [...this.#reasons].sort(([, left], [, right]) => right - left).slice(0, 5)
    return reasons.map(([text, count]) => `${count} × ${text}`).join('; ')
  }

  /** What an attempt had rejected counts no more when the attempt is thrown away: its records are read again. */
  forget(tally: Tally): void {
    // Not the size of its map: a key may be rejected twice, or read again.
    this.#made -= tally.rejected
  }

  /** Earlier rejects that no read has met in this run. */
  unseen(): readonly Reject[] {
    return [...this.#earlier.values()].filter((reject) => !this.#seen.has(reject.id))
  }
}
