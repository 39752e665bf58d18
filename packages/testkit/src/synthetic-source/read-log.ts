import type { ChangeLog, LogEntry } from './change-log.ts'
import type { Page } from './page.ts'
import { partitionOfRow } from './snapshot-order.ts'

export interface LogRead {
  readonly log: ChangeLog
  readonly partitions: number
  readonly partition: string
  /** Everything up to this position was read before. */
  readonly from: number
  readonly pageSize: number
  readonly showsRemovals: boolean
}

/** Reads what happened after a position, up to what has happened by the time it gets there. */
export function* readLog(read: LogRead): Generator<Page, void, undefined> {
  const { log, pageSize } = read
  let position = read.from
  while (position < log.length) {
    const found: LogEntry[] = []
    // A page holds writes or removals, never both: which came first matters for a row that has both.
    while (position < log.length && found.length < pageSize) {
      const entry = log.at(position + 1)
      const isWanted = entry !== undefined && isVisible(read, entry)
      if (isWanted && found[0] !== undefined && found[0].isRemoval !== entry.isRemoval) break
      if (isWanted) found.push(entry)
      position += 1
    }
    const areRemovals = found[0]?.isRemoval ?? false
    yield { entries: areRemovals ? [] : found, removals: areRemovals ? found : [], savepoint: { position } }
  }
}

function isVisible({ partitions, partition, showsRemovals }: LogRead, entry: LogEntry): boolean {
  if (partitionOfRow(partitions, entry.row) !== partition) return false
  return showsRemovals || !entry.isRemoval
}
