import type { ChangeLog, LogEntry } from './change-log.ts'
import type { Page } from './page.ts'
import type { SavepointValue } from './savepoint-value.ts'
import { snapshotRows } from './snapshot-order.ts'
import type { SnapshotOrder } from './snapshot-order.ts'
import { bucketOfRow } from './synthetic-record.ts'

export interface SnapshotRead {
  readonly log: ChangeLog
  readonly order: SnapshotOrder
  readonly partition: string
  /** The log as it was here is what is read, whatever happens meanwhile. */
  readonly position: number
  /** Rows that were read before. */
  readonly after: number
  readonly base: number | undefined
  readonly pageSize: number
  /** Windows whose end is claimed. */
  readonly claims: readonly number[]
}

/** Reads all rows as they stood at a position, window by window where there are windows. */
export function* readSnapshot(read: SnapshotRead): Generator<Page, void, undefined> {
  const { log, order, partition, position, base, pageSize } = read
  const rows = snapshotRows(log, order, partition, position)
  const savepointAfter = (after: number): SavepointValue => ({
    position,
    after,
    ...(base === undefined ? {} : { base }),
  })
  let done = 0
  for (const window of splitByWindow(rows, order.windows)) {
    const end = done + window.rows.length
    for (let from = Math.max(done, read.after); from < end; from += pageSize) {
      const to = Math.min(end, from + pageSize)
      const isWindowEnd = to === end && read.claims.includes(window.bucket)
      yield {
        entries: rows.slice(from, to).map((row) => entryOf(log, row, position)),
        removals: [],
        savepoint: savepointAfter(to),
        ...(isWindowEnd ? { complete: { bucket: window.bucket } } : {}),
      }
    }
    if (window.rows.length === 0 && done >= read.after && read.claims.includes(window.bucket)) {
      yield { entries: [], removals: [], savepoint: savepointAfter(done), complete: { bucket: window.bucket } }
    }
    done = end
  }
  yield { entries: [], removals: [], savepoint: { position } }
}

interface Window {
  readonly bucket: number
  readonly rows: readonly number[]
}

function splitByWindow(rows: readonly number[], windows: number): readonly Window[] {
  if (windows === 0) return [{ bucket: -1, rows }]
  return Array.from({ length: windows }, (_, bucket) => ({
    bucket,
    rows: rows.filter((row) => bucketOfRow(windows, row) === bucket),
  }))
}

function entryOf(log: ChangeLog, row: number, position: number): LogEntry {
  const entry = log.latest(row, position)
  if (entry === undefined) throw new Error(`row ${row} does not stand at position ${position}`)
  return entry
}
