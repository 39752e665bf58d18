import type { Attempt } from '../contract/session.ts'
import { requireGenerationPartition } from './generation.ts'
import type { Hold } from './lease.ts'
import { newPartition } from './state.ts'
import type { Transaction } from './transaction.ts'

/** Gives the right to work on a partition; what the attempt before it staged undurably is gone. */
export function beginAttempt(
  transaction: Transaction,
  hold: Hold,
  request: { readonly stream: string; readonly partition: string; readonly generation: string | undefined },
): Attempt {
  const { stream, partition, generation } = request
  const entry = transaction.stream(hold.pipeline, stream)
  const published = entry.savepoints.get(partition)
  const { sequence, savepoint } =
    generation === undefined
      ? { sequence: published?.sequence ?? 0, savepoint: published }
      : requireGenerationPartition(entry, { partition, generation })
  const held = entry.partitions.get(partition) ?? newPartition
  const attempt = held.attempt + 1
  transaction.updatePartition(entry, partition, { attempt, generation, session: hold.session, batches: [] })
  return {
    attempt,
    sequence,
    savepoint: savepoint && structuredClone({ version: savepoint.version, value: savepoint.value }),
    nextOrdinal: held.nextOrdinal,
    isContinued: held.seen.some((keys) => keys.length > 0),
  }
}
