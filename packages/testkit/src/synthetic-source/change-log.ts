/**
 * The truth of a synthetic source. Rows are numbered from 1 in the order in which they were written; each write,
 * update and removal has a position in the log, from 1. The first rows are not stored but computed, so that a source
 * of millions of rows costs nothing.
 */

export interface LogEntry {
  readonly position: number
  readonly row: number
  /** Counts the entries of the row from 1. */
  readonly version: number
  /** Update time, in milliseconds since 1970. */
  readonly at: number
  readonly isRemoval: boolean
}

export interface ChangeLogOptions {
  /** Rows written at the beginning. */
  readonly rows: number
  /** Update time of the first entry, in milliseconds since 1970. */
  readonly startsAt: number
  /** Time between two entries. */
  readonly tickInMs: number
  /** How many entries in a row share their update time. */
  readonly ties: number
  /** Each `every`-th entry carries an update time that lies back by so much. */
  readonly late: { readonly every: number; readonly byInMs: number } | undefined
}

export class ChangeLog {
  readonly #options: ChangeLogOptions
  readonly #later: LogEntry[] = []
  readonly #byRow: Map<number, LogEntry[]> = new Map()
  #advancedInMs = 0
  #rows: number

  constructor(options: ChangeLogOptions) {
    this.#options = options
    this.#rows = options.rows
  }

  /** Position of the last entry. */
  get length(): number {
    return this.#options.rows + this.#later.length
  }

  /** Number of rows ever written. */
  get rows(): number {
    return this.#rows
  }

  /** The time of the next entry, in milliseconds since 1970. */
  get now(): number {
    return this.#timeAt(this.length + 1) + this.#advancedInMs
  }

  advance(durationInMs: number): void {
    this.#advancedInMs += durationInMs
  }

  at(position: number): LogEntry | undefined {
    if (position > this.#options.rows) return this.#later[position - this.#options.rows - 1]
    return position < 1 ? undefined : this.#firstEntry(position)
  }

  /** What stood for a row at a position: a removal, or undefined before it was written. */
  latest(row: number, position: number = this.length): LogEntry | undefined {
    const later = this.#byRow.get(row)?.findLast((entry) => entry.position <= position)
    if (later !== undefined) return later
    return row <= this.#options.rows && row <= position ? this.#firstEntry(row) : undefined
  }

  /** A row in one of its versions, removals included. */
  version(row: number, version: number): LogEntry | undefined {
    if (row <= this.#options.rows && version === 1) return this.#firstEntry(row)
    return this.#byRow.get(row)?.find((entry) => entry.version === version)
  }

  write(lateByInMs: number = 0): LogEntry {
    this.#rows += 1
    return this.#append(this.#rows, { isRemoval: false, lateByInMs })
  }

  change(row: number, options: { readonly isRemoval: boolean; readonly lateByInMs?: number }): LogEntry {
    return this.#append(row, { lateByInMs: 0, ...options })
  }

  #append(row: number, options: { readonly isRemoval: boolean; readonly lateByInMs: number }): LogEntry {
    const before = this.latest(row)
    const position = this.length + 1
    const at = this.now - this.#lateness(position) - options.lateByInMs
    const entry: LogEntry = {
      position,
      row,
      version: (before?.version ?? 0) + 1,
      // The cursor of one row never falls, however late its change is committed.
      at: Math.max(at, before?.at ?? at),
      isRemoval: options.isRemoval,
    }
    this.#later.push(entry)
    const entries = this.#byRow.get(row)
    if (entries === undefined) this.#byRow.set(row, [entry])
    else entries.push(entry)
    return entry
  }

  #firstEntry(row: number): LogEntry {
    return { position: row, row, version: 1, at: this.#timeAt(row) - this.#lateness(row), isRemoval: false }
  }

  #timeAt(position: number): number {
    const { startsAt, tickInMs, ties } = this.#options
    return startsAt + Math.floor((position - 1) / ties) * tickInMs
  }

  #lateness(position: number): number {
    const { late } = this.#options
    return late !== undefined && position % late.every === 0 ? late.byInMs : 0
  }
}
