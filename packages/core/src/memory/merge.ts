import { rowOperation } from '../contract/batch.ts'
import type { StreamPublish } from '../contract/publish.ts'
import { foldRecords } from './fold-records.ts'
import type { StagedRecord } from './state.ts'
import type { StreamWriter } from './stream-writer.ts'

/** Merges staged records by key, given in the order in which they were read. */
export function merge(
  writer: StreamWriter,
  staged: readonly StagedRecord[],
  request: Pick<StreamPublish, 'comparesCursor' | 'deletions'>,
): void {
  for (const [key, records] of Map.groupBy(staged, (record) => record.key)) mergeKey(writer, key, records, request)
}

function mergeKey(
  writer: StreamWriter,
  key: string,
  records: readonly StagedRecord[],
  { comparesCursor, deletions }: Pick<StreamPublish, 'comparesCursor' | 'deletions'>,
): void {
  const { winner, isDeletedBySource, superseded } = foldRecords(records, (left, right) =>
    writer.compareCursors(left, right),
  )
  writer.counts.superseded += superseded
  const stored = writer.storedRow(key)
  if (winner?.operation === rowOperation.upsert) {
    // A deletion by the source, whatever the cursors say, also takes the stored row out of the competition.
    const isOlder = stored !== undefined && !isDeletedBySource && writer.compareCursors(stored, winner.root) > 0
    if (comparesCursor && isOlder) writer.counts.superseded += 1
    else writer.write(winner)
    return
  }
  if (!writer.isLive(key) || stored === undefined) return
  if (isDeletedBySource) {
    writer.counts.deletedBySource += 1
  } else if (winner === undefined || (comparesCursor && writer.compareCursors(stored, winner.root) > 0)) {
    return
  } else {
    writer.counts.deletedByFilter += 1
  }
  writer.delete(key, deletions)
}
