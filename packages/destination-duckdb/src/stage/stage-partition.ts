import { checkSequence, CommitConflictError } from '@millrace/core/plugin'
import type { PartitionStage } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { requireGeneration, requireGenerationPartition, updateGenerationPartition } from '../state/generations.ts'
import type { Hold } from '../state/lease.ts'
import { readPartition, updatePartition } from '../state/partitions.ts'
import { readStreamEntry } from '../state/streams.ts'
import { keepStatements } from './attempt-staging.ts'
import type { AttemptStaging, GenerationPlace } from './attempt-staging.ts'
import type { Staging } from './staging.ts'

interface StageWork {
  readonly commit: PartitionStage
  readonly staging: Staging
}

/** Makes what an attempt staged part of its generation, together with the point to go on from. */
export async function stagePartition(transaction: Transaction, hold: Hold, work: StageWork): Promise<void> {
  const { attempt, place } = await noteStaging(transaction, hold, work)
  for (const staged of attempt.tables()) {
    for (const statement of keepStatements(staged, place)) await transaction.connection.run(statement)
  }
}

/** Notes a staging, but leaves its rows where they are: they are published in the same transaction. */
export async function noteStaging(
  transaction: Transaction,
  hold: Hold,
  { commit, staging }: StageWork,
): Promise<{ readonly attempt: AttemptStaging; readonly place: GenerationPlace }> {
  const { partition } = commit
  const entry = await readStreamEntry(transaction, hold.pipeline, commit.stream)
  const generation = await requireGeneration(transaction, entry, commit.generation, partition)
  const held = await requireGenerationPartition(transaction, generation, partition)
  const attempt = staging.require(commit)
  const place = attempt.work.generation
  if (place?.id !== commit.generation) {
    throw new CommitConflictError(
      `attempt ${commit.attempt} at partition '${partition}' of stream ${entry.stream} was not begun for generation ${generation.id}`,
    )
  }
  checkSequence(commit, held.sequence)
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
  const entryOfPartition = await readPartition(transaction, entry, partition)
  // This process may have staged nothing, and another one much. Rows up to here count; what was moved after this is removed, unless another staging comes.
  const nextOrdinal = Math.max(entryOfPartition.nextOrdinal, staging.nextOrdinal(commit))
  await updatePartition(transaction, entry, entryOfPartition, { nextOrdinal })
  return { attempt, place }
}
