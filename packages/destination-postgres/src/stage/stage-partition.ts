import { checkSequence, CommitConflictError } from '@millrace/core/plugin'
import type { PartitionStage } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { requireGeneration, requireGenerationPartition, updateGenerationPartition } from '../state/generations.ts'
import type { Hold } from '../state/lease.ts'
import { readPartition, updatePartition } from '../state/partitions.ts'
import { requireServerLife } from '../state/server-life.ts'
import { readStreamEntry } from '../state/streams.ts'
import { describeSuperseded } from './describe-superseded.ts'
import type { Staging } from './staging.ts'

interface StageWork {
  readonly commit: PartitionStage
  readonly staging: Staging
}

/** Makes what an attempt staged part of its generation, together with the point to go on from. The rows are there already. */
export async function stagePartition(transaction: Transaction, hold: Hold, work: StageWork): Promise<void> {
  await noteStaging(transaction, hold, work)
}

/** Notes a staging, of a stream that is locked. */
export async function noteStaging(transaction: Transaction, hold: Hold, { commit, staging }: StageWork): Promise<void> {
  const { partition } = commit
  const entry = await readStreamEntry(transaction, hold.pipeline, commit.stream)
  const generation = await requireGeneration(transaction, entry, commit.generation, partition)
  const held = await requireGenerationPartition(transaction, generation, partition)
  const { work } = staging.require(commit)
  if (work.generation?.id !== commit.generation) {
    throw new CommitConflictError(
      `attempt ${commit.attempt} at partition '${partition}' of stream ${entry.stream} was not begun for generation ${generation.id}`,
    )
  }
  const entryOfPartition = await readPartition(transaction, entry, partition)
  if (entryOfPartition.attempt !== commit.attempt) {
    throw new CommitConflictError(describeSuperseded(work, entryOfPartition.attempt))
  }
  checkSequence(commit, held.sequence)
  await requireServerLife(transaction, work.life)
  const { addedRejects, removedRejects } = commit
  const updated = {
    ...held,
    // Grows without a savepoint too: a commit whose answer was lost must not be made twice.
    sequence: held.sequence + 1,
    savepoint: commit.savepoint ?? held.savepoint,
    isDone: commit.isDone,
    records: held.records + commit.records,
    suspendsDeletions: held.suspendsDeletions || commit.suspendsDeletions,
    scopes: [...held.scopes, ...commit.scopes],
  }
  await updateGenerationPartition(transaction, generation, updated, { addedRejects, removedRejects })
  // This process may have staged nothing, and another one much. Rows up to here count; what is staged after this is removed, unless another staging comes.
  const nextOrdinal = Math.max(entryOfPartition.nextOrdinal, staging.nextOrdinal(commit))
  await updatePartition(transaction, entry, entryOfPartition, { nextOrdinal })
}
