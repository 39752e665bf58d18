import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import type { PartitionStage } from '../contract/publish.ts'
import { checkSequence } from '../kit/check-sequence.ts'
import { requireGeneration, requireGenerationPartition } from './generation.ts'
import type { Hold } from './lease.ts'
import { requireAttempt } from './stage.ts'
import type { Transaction } from './transaction.ts'

/** Makes what an attempt staged part of its generation, together with the point to go on from. */
export function stagePartition(transaction: Transaction, hold: Hold, commit: PartitionStage): void {
  const { partition, addedRejects, removedRejects } = commit
  const entry = transaction.stream(hold.pipeline, commit.stream)
  const generation = requireGeneration(entry, commit.generation)
  const staged = requireGenerationPartition(entry, commit)
  const held = requireAttempt(entry, commit)
  if (held.generation !== commit.generation) {
    throw new CommitConflictError(
      `attempt ${commit.attempt} at partition '${partition}' of stream ${entry.stream} was not begun for generation ${generation.id}`,
    )
  }
  checkSequence(commit, staged.sequence)
  const partitions = new Map(generation.partitions).set(partition, {
    // Grows without a savepoint too: a commit whose answer was lost must not be made twice.
    sequence: staged.sequence + 1,
    savepoint: structuredClone(commit.savepoint) ?? staged.savepoint,
    isDone: commit.isDone,
    records: staged.records + commit.records,
    suspendsDeletions: staged.suspendsDeletions || commit.suspendsDeletions,
    scopes: [...staged.scopes, ...structuredClone(commit.scopes)],
    batches: [...staged.batches, ...held.batches],
    rejects: [...staged.rejects, structuredClone({ addedRejects, removedRejects })],
  })
  const updated = transaction.updatePartition(entry, partition, { batches: [] })
  transaction.updateStream(updated, { generation: { ...generation, partitions } })
}
