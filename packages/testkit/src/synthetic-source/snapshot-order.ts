import type { ChangeLog } from './change-log.ts'
import { mixSeeds } from './random.ts'
import { bucketOfRow } from './synthetic-record.ts'

/** What decides in which order a snapshot is read. */
export interface SnapshotOrder {
  readonly seed: number
  /** Number of partitions; 0 for a stream without. */
  readonly partitions: number
  readonly isUnsorted: boolean
  /** Number of windows; 0 without scopes. */
  readonly windows: number
}

/** The rows of a partition that stand at a position of the log, in the order in which a snapshot yields them. */
export function snapshotRows(
  log: ChangeLog,
  order: SnapshotOrder,
  partition: string,
  position: number,
): readonly number[] {
  const rows: number[] = []
  for (let row = 1; row <= log.rows; row += 1) {
    if (partitionOfRow(order.partitions, row) !== partition) continue
    const entry = log.latest(row, position)
    if (entry !== undefined && !entry.isRemoval) rows.push(row)
  }
  const { windows, isUnsorted, seed } = order
  if (windows === 0 && !isUnsorted) return rows
  const bucketOf = (row: number): number => (windows === 0 ? 0 : bucketOfRow(windows, row))
  const rankOf = (row: number): number => (isUnsorted ? mixSeeds([seed, row]) : row)
  return rows.sort((left, right) => bucketOf(left) - bucketOf(right) || rankOf(left) - rankOf(right))
}

export function partitionOfRow(partitions: number, row: number): string {
  return partitions === 0 ? '' : `p${(row - 1) % partitions}`
}

export function listPartitions(partitions: number): readonly string[] {
  return partitions === 0 ? [''] : Array.from({ length: partitions }, (_, index) => `p${index}`)
}
