import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import type { PartitionCommit } from '../contract/publish.ts'

/** Throws a `CommitConflictError` unless a commit follows the last one of its partition. */
export function checkSequence(
  commit: Pick<PartitionCommit, 'partition' | 'previousSequence'>,
  latestSequence: number,
): void {
  if (commit.previousSequence === latestSequence) return
  throw new CommitConflictError(
    `a commit of partition '${commit.partition}' follows savepoint ${commit.previousSequence}, but ${latestSequence} is the latest`,
  )
}
