import type { StreamPublish } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { columns } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { AttemptStaging } from '../stage/attempt-staging.ts'
import { dropGenerationTables } from '../stage/generation-tables.ts'
import { removeGeneration } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { beginReadsAnew, readPartition, updatePartition } from '../state/partitions.ts'
import { storeSavepoints } from '../state/savepoints.ts'
import { keepSeen } from '../state/seen-keys.ts'
import { updateStream } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'

/** Stores the savepoints of a generation, and removes what was staged for it. Its definition comes into force. */
export async function finishGeneration(
  transaction: Transaction,
  entry: StreamEntry,
  generation: GenerationEntry,
): Promise<void> {
  await storeSavepoints(transaction, entry, generation.partitions)
  // First, as whoever stages takes the table before the partition.
  await dropGenerationTables(transaction, generation)
  // A read that had begun before goes on from the generation's savepoint now: it begins anew.
  await beginReadsAnew(transaction, entry, generation)
  await updateStream(transaction, entry, { definition: generation.definition })
  await removeGeneration(transaction, generation)
}

/** Stores the savepoints that come with the records, and what the reads of the partitions have seen and claimed. */
export async function finishPartitions(
  transaction: Transaction,
  entry: StreamEntry,
  { request, attempts }: { readonly request: StreamPublish; readonly attempts: readonly AttemptStaging[] },
): Promise<void> {
  const [root] = entry.schema.tables
  await storeSavepoints(transaction, entry, request.partitions)
  for (const [index, { partition, keepsSeen, scopes, hasEnded }] of request.partitions.entries()) {
    const held = await readPartition(transaction, entry, partition)
    const staged = attempts[index]?.tables().find(({ table }) => table.path === '')
    let { hasSeen } = held
    if (keepsSeen && staged !== undefined && root !== undefined) {
      const keys = sql`select ${columns(root.key)} from ${staged.name}`
      hasSeen = (await keepSeen(transaction, entry, { root, partition, keys })) > 0 || hasSeen
    }
    await updatePartition(transaction, entry, held, {
      hasSeen,
      scopes: [...held.scopes, ...scopes],
      hasEnded: held.hasEnded || hasEnded,
    })
  }
}
