import type { LogEntry } from './change-log.ts'
import type { SyntheticFaults } from './synthetic-options.ts'

/** Repeats entries as the fault says. Keeps what has to come again in a later part. */
export class DuplicateEntries {
  readonly #fault: SyntheticFaults['duplicates']
  readonly #hasCursor: boolean
  #pending: readonly LogEntry[] = []

  constructor(fault: SyntheticFaults['duplicates'], hasCursor: boolean) {
    this.#fault = fault
    this.#hasCursor = hasCursor
  }

  /** The entries of a part, with those that come twice. */
  expand(entries: readonly LogEntry[]): readonly LogEntry[] {
    const fault = this.#fault
    if (fault === undefined) return entries
    if (fault.type === 'in-part') return entries.flatMap((entry) => this.#twice(entry, fault.every))
    const repeated = this.takePending()
    this.#pending =
      fault.type === 'overlap'
        ? entries.slice(-fault.rows)
        : entries
            .filter(({ row }) => row % fault.every === 0)
            .map((entry) => (this.#hasCursor ? staleCopy(entry) : entry))
    return [...repeated, ...entries]
  }

  /** What has to come again although no more entries follow. */
  takePending(): readonly LogEntry[] {
    const pending = this.#pending
    this.#pending = []
    return pending
  }

  /** With a cursor the stale copy may come last; without one the later of two wins, so it comes first. */
  #twice(entry: LogEntry, every: number): readonly LogEntry[] {
    if (entry.row % every !== 0) return [entry]
    return this.#hasCursor ? [entry, staleCopy(entry)] : [staleCopy(entry), entry]
  }
}

/** The row as it was a minute before: a version that stands nowhere in the log. */
function staleCopy(entry: LogEntry): LogEntry {
  return { ...entry, version: 0, at: entry.at - 60_000 }
}
