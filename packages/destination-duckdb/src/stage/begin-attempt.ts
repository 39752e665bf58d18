import type { Attempt } from '@millrace/core/plugin'
import { hasRows } from '../database/has-rows.ts'
import type { Transaction } from '../database/transaction.ts'
import { requireGeneration, requireGenerationPartition } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { isDuckDB } from '../database/is-duckdb.ts'
import type { Hold } from '../state/lease.ts'
import { readPartition, updatePartition } from '../state/partitions.ts'
import { readSavepoints } from '../state/savepoints.ts'
import { readStreamEntry, updateStream } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import type { AttemptWork } from './attempt-staging.ts'
import { generationTable } from './generation-tables.ts'
import { removeUndurable } from './remove-undurable.ts'
import type { Staging } from './staging.ts'

/** An attempt, and what it works on. */
interface Begun {
  readonly attempt: Attempt
  readonly work: AttemptWork
}

/** Gives the right to work on a partition. */
export async function beginAttempt(
  transaction: Transaction,
  hold: Hold,
  request: {
    readonly stream: string
    readonly partition: string
    readonly generation: string | undefined
    readonly staging: Staging
  },
): Promise<Begun> {
  const { stream, partition, staging } = request
  const stored = await readStreamEntry(transaction, hold.pipeline, stream)
  const entry = stored.id === 0 ? await updateStream(transaction, stored) : stored
  const generation =
    request.generation === undefined
      ? undefined
      : await requireGeneration(transaction, entry, request.generation, partition)
  const { sequence, savepoint } = await findStart(transaction, entry, { partition, generation })
  const isFirst = generation !== undefined && (await isFirstLoad(transaction, entry, generation))
  if (generation !== undefined) await removeUndurable(transaction, entry, { generation, partition })
  const held = await readPartition(transaction, entry, partition)
  const attempt = held.attempt + 1
  await updatePartition(transaction, entry, held, { attempt })
  return {
    attempt: {
      attempt,
      sequence,
      savepoint: savepoint && { version: savepoint.version, value: savepoint.value },
      nextOrdinal: Math.max(held.nextOrdinal, staging.nextOrdinal(request)),
      isContinued: held.hasSeen,
    },
    work: {
      stream,
      partition,
      attempt,
      generation: generation && {
        id: generation.id,
        position: (await requireGenerationPartition(transaction, generation, partition)).position,
        tableOf: (path) => generationTable(transaction, generation, { path, isBeside: isFirst }),
        writtenBy: isFirst ? hold.run : undefined,
      },
      isRebuild: generation?.rebuild !== undefined,
      schema: generation?.rebuild ?? entry.schema,
    },
  }
}

/** Whether what the generation keeps may become the tables, since nothing stands in them. */
async function isFirstLoad(
  transaction: Transaction,
  { schema }: StreamEntry,
  { rebuild }: GenerationEntry,
): Promise<boolean> {
  if (rebuild !== undefined) return false
  for (const { name } of schema.tables) {
    if (await hasRows(transaction, transaction.table(name))) return false
  }
  return isDuckDB(transaction)
}

/** The savepoint to go on from: that of the generation inside one, else the published one. */
async function findStart(
  transaction: Transaction,
  entry: StreamEntry,
  { partition, generation }: { readonly partition: string; readonly generation: GenerationEntry | undefined },
): Promise<Pick<Attempt, 'sequence' | 'savepoint'>> {
  if (generation !== undefined) return requireGenerationPartition(transaction, generation, partition)
  const [published] = await readSavepoints(transaction, entry, [partition])
  return { sequence: published?.sequence ?? 0, savepoint: published }
}
