import type { NewSavepoint, StreamPublish } from '@millrace/core/plugin'
import { quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { dropGenerationTables } from '../stage/generation-tables.ts'
import type { AttemptStaging } from '../stage/attempt-staging.ts'
import { removeGeneration } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { readPartition, readPartitions, updatePartition } from '../state/partitions.ts'
import { readSavepoints, storeSavepoint } from '../state/savepoints.ts'
import { forgetSeen, keepSeen } from '../state/seen-keys.ts'
import { updateStream } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'

/** Stores the savepoints of a generation, and removes what was staged for it. Its definition comes into force. */
export async function finishGeneration(
  transaction: Transaction,
  entry: StreamEntry,
  generation: GenerationEntry,
): Promise<void> {
  for (const { partition, savepoint } of generation.partitions) {
    if (savepoint !== undefined) await storeNext(transaction, entry, partition, savepoint)
  }
  const begun = (await readPartitions(transaction, entry)).filter((held) =>
    generation.partitions.some(({ partition }) => partition === held.partition),
  )
  for (const held of begun) {
    // A read that had begun before goes on from the generation's savepoint now: it begins anew.
    if (held.hasSeen) await forgetSeen(transaction, entry, [held.partition])
    await updatePartition(transaction, entry, held, { scopes: [], hasSeen: false, hasEnded: false, nextOrdinal: 0 })
  }
  await updateStream(transaction, entry, { definition: generation.definition })
  await dropGenerationTables(transaction, generation)
  await removeGeneration(transaction, generation)
}

/** Stores the savepoints that come with the records, and what the reads of the partitions have seen and claimed. */
export async function finishPartitions(
  transaction: Transaction,
  entry: StreamEntry,
  { request, attempts }: { readonly request: StreamPublish; readonly attempts: readonly AttemptStaging[] },
): Promise<void> {
  const [root] = entry.schema.tables
  for (const [index, { partition, savepoint, keepsSeen, scopes, hasEnded }] of request.partitions.entries()) {
    if (savepoint !== undefined) await storeNext(transaction, entry, partition, savepoint)
    const held = await readPartition(transaction, entry, partition)
    const staged = attempts[index]?.tables().find(({ table }) => table.path === '')
    let { hasSeen } = held
    if (keepsSeen && staged !== undefined && root !== undefined) {
      const keys = `SELECT ${quoteAll(root.key)} FROM ${staged.name}`
      hasSeen = (await keepSeen(transaction, entry, { root, partition, keys })) > 0 || hasSeen
    }
    await updatePartition(transaction, entry, held, {
      hasSeen,
      scopes: [...held.scopes, ...scopes],
      hasEnded: held.hasEnded || hasEnded,
    })
  }
}

async function storeNext(
  transaction: Transaction,
  entry: StreamEntry,
  partition: string,
  savepoint: NewSavepoint,
): Promise<void> {
  const stored = await readSavepoints(transaction, entry)
  const sequence = (stored.find((candidate) => candidate.partition === partition)?.sequence ?? 0) + 1
  await storeSavepoint(transaction, entry, { partition, savepoint, sequence })
}
