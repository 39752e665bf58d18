import { rowOperation } from '../contract/batch.ts'
import type { Row, StagedRecord } from './state.ts'

/** What remains of all that was staged for one key. */
export interface Folded {
  /** The upsert or the deletion by filter that won; undefined where nothing competed, or a deletion came last. */
  readonly winner: StagedRecord | undefined
  /** The source said that the record is gone, before the winner. */
  readonly isDeletedBySource: boolean
  /** Records with data that lost. */
  readonly superseded: number
}

/**
 * Lets the rows of one key compete, given in the order in which they were read: those before the last deletion by the
 * source fall away, of the rest the highest cursor wins, on a tie the later one.
 */
export function foldRecords(
  records: readonly StagedRecord[],
  compareCursors: (left: Row, right: Row) => number,
): Folded {
  const lastDeletion = records.findLastIndex(({ operation }) => operation === rowOperation.deleteBySource)
  const winner = records
    .slice(lastDeletion + 1)
    .filter(({ operation }) => operation !== rowOperation.seen)
    .reduce<StagedRecord | undefined>(
      (best, record) => (best === undefined || compareCursors(best.root, record.root) <= 0 ? record : best),
      undefined,
    )
  const losers = records.filter((record) => record !== winner && record.operation === rowOperation.upsert)
  return { winner, isDeletedBySource: lastDeletion >= 0, superseded: losers.length }
}
