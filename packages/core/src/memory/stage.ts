import type { StageAnswer, StageBatch } from '../contract/batch.ts'
import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import type { Hold } from './lease.ts'
import { readBatch } from './read-batch.ts'
import { newPartition } from './state.ts'
import type { PartitionEntry, StreamEntry } from './state.ts'
import type { Transaction } from './transaction.ts'

/** Keeps the records of a batch for the attempt that staged them. Memory holds every value, so none is rejected. */
export function stage(transaction: Transaction, hold: Hold, batch: StageBatch): StageAnswer {
  const entry = transaction.stream(hold.pipeline, batch.stream)
  const partition = requireAttempt(entry, batch)
  const records = readBatch(batch, stagedSchema(entry, partition.generation))
  const nextOrdinal = records.reduce((next, { ordinal }) => Math.max(next, ordinal + 1), partition.nextOrdinal)
  transaction.updatePartition(entry, batch.partition, { batches: [...partition.batches, records], nextOrdinal })
  return { rejected: [] }
}

/** The partition, if this attempt is its latest. */
export function requireAttempt(
  entry: StreamEntry,
  given: { readonly partition: string; readonly attempt: number },
): PartitionEntry {
  const held = entry.partitions.get(given.partition) ?? newPartition
  if (held.attempt === given.attempt && held.attempt > 0) return held
  throw new CommitConflictError(
    `attempt ${given.attempt} at partition '${given.partition}' of stream ${entry.stream} is not the latest, which is ${held.attempt}: the partition was begun again, or its generation has ended`,
  )
}

/** The tables that rows staged for a generation, or for none, are meant for. */
function stagedSchema(entry: StreamEntry, generation: string | undefined): StreamSchema {
  const rebuild = generation === undefined ? undefined : entry.generation?.rebuild
  return rebuild ?? entry.schema
}
