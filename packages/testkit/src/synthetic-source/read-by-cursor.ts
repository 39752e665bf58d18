import type { CursorRange } from '@millrace/core/plugin'
import type { ChangeLog, LogEntry } from './change-log.ts'
import type { Page } from './page.ts'
import { mixSeeds } from './random.ts'
import { partitionOfRow, snapshotRows } from './snapshot-order.ts'
import type { SnapshotOrder } from './snapshot-order.ts'

export interface CursorRead {
  readonly log: ChangeLog
  readonly order: SnapshotOrder
  readonly partition: string
  readonly range: CursorRange | undefined
  readonly pageSize: number
  readonly showsRemovals: boolean
}

/**
 * Reads rows by their update time, both bounds included. Like a paged interface over live data: each page is what
 * stands when it is asked for, so that a row which is changed meanwhile moves, or leaves the range.
 */
export function* readByCursor(read: CursorRead): Generator<Page, void, undefined> {
  const { log, pageSize } = read
  const rankOf = (entry: LogEntry): number =>
    read.order.isUnsorted ? mixSeeds([read.order.seed, entry.row]) : entry.at
  const compare = (left: LogEntry, right: LogEntry): number => rankOf(left) - rankOf(right) || left.row - right.row
  // Before the records: whoever goes on from a record in the middle has heard of all removals before it.
  const removals = read.showsRemovals ? removedRows(read) : []
  if (removals.length > 0) yield { entries: [], removals }
  let found: readonly LogEntry[] = []
  let seenLength = -1
  let last: LogEntry | undefined
  for (;;) {
    if (log.length !== seenLength) {
      seenLength = log.length
      found = standingRows(read).sort(compare)
    }
    const previous = last
    const start = previous === undefined ? 0 : found.findIndex((entry) => compare(entry, previous) > 0)
    const entries = start < 0 ? [] : found.slice(start, start + pageSize)
    if (entries.length === 0) break
    yield { entries, removals: [] }
    last = entries.at(-1)
  }
}

function standingRows(read: CursorRead): LogEntry[] {
  const rows = snapshotRows(read.log, read.order, read.partition, read.log.length)
  return rows.flatMap((row) => read.log.latest(row) ?? []).filter((entry) => isInRange(entry, read.range))
}

function removedRows({ log, order, partition, range }: CursorRead): readonly LogEntry[] {
  const removed: LogEntry[] = []
  for (let row = 1; row <= log.rows; row += 1) {
    const entry = log.latest(row)
    if (entry === undefined || !entry.isRemoval || partitionOfRow(order.partitions, row) !== partition) continue
    if (isInRange(entry, range)) removed.push(entry)
  }
  return removed
}

function isInRange({ at }: LogEntry, range: CursorRange | undefined): boolean {
  return at >= toTime(range?.from, -Infinity) && at <= toTime(range?.to, Infinity)
}

function toTime(bound: string | number | undefined, otherwise: number): number {
  if (bound === undefined) return otherwise
  return typeof bound === 'number' ? bound : Date.parse(bound)
}
