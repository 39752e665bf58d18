import type { LedgerCounts } from '../../contract/run-record.ts'
import type { ResolvedStream } from '../options/resolved-stream.ts'
import type { HeldPartition } from '../stream-load.ts'

/** Rows to be deleted with the stream's last publish. */
export interface DueDeletions {
  readonly counts: Partial<LedgerCounts>
  /** Rows that may be deleted; undefined where the guard is off. */
  readonly allowed: number | undefined
  /** Records of which the source said that they live, staged to be merged; undefined if there are none. */
  readonly confirmed: HeldPartition | undefined
}

/** Rows that may be deleted of so many; undefined where the guard is off. */
export function allowedDeletions(
  { maxDeleted }: Pick<ResolvedStream, 'maxDeleted'>,
  stored: number,
): number | undefined {
  return maxDeleted === undefined ? undefined : Math.max(Math.floor(maxDeleted.share * stored), maxDeleted.count)
}
