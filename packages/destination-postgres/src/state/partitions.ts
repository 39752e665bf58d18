import { fromScopesText, toScopesText } from '@millrace/core/plugin'
import type { RowScope } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import type { GenerationEntry } from './generations.ts'
import { forgetSeen } from './seen-keys.ts'
import type { StreamEntry } from './streams.ts'

/** How far the reading of a partition is. */
export interface PartitionEntry {
  readonly partition: string
  /** The latest attempt; 0 before the first. */
  readonly attempt: number
  /** Of the rows that are staged for a generation; 0 outside of one. */
  readonly nextOrdinal: number
  /** Claimed complete since the read began. */
  readonly scopes: readonly RowScope[]
  /** Keys that the read brought are kept. */
  readonly hasSeen: boolean
  /** The read ended regularly; the next run begins a new one. */
  readonly hasEnded: boolean
}

const newPartition: Omit<PartitionEntry, 'partition'> = {
  attempt: 0,
  nextOrdinal: 0,
  scopes: [],
  hasSeen: false,
  hasEnded: false,
}

export async function readPartition(
  transaction: Transaction,
  entry: StreamEntry,
  partition: string,
): Promise<PartitionEntry> {
  const [held] = await read(transaction, entry, partition)
  return held ?? { partition, ...newPartition }
}

export function readPartitions(transaction: Transaction, entry: StreamEntry): Promise<readonly PartitionEntry[]> {
  return read(transaction, entry)
}

/** Stores a partition with these changes, and answers what it is now. */
export async function updatePartition(
  { connection, system }: Transaction,
  { pipeline, stream }: StreamEntry,
  held: PartitionEntry,
  changes: Partial<PartitionEntry>,
): Promise<PartitionEntry> {
  const updated = { ...held, ...changes }
  const stored = {
    attempt: updated.attempt,
    next_ordinal: updated.nextOrdinal,
    scopes: toScopesText(updated.scopes),
    has_seen: updated.hasSeen,
    has_ended: updated.hasEnded,
  }
  await connection.run(
    system
      .insertInto('partitions')
      .values({ pipeline, stream, partition: updated.partition, ...stored })
      .onConflict((conflict) => conflict.columns(['pipeline', 'stream', 'partition']).doUpdateSet(stored)),
  )
  return updated
}

/** Reads of the partitions of a generation know nothing of what they saw, claimed or staged before. */
export async function beginReadsAnew(
  transaction: Transaction,
  entry: StreamEntry,
  generation: Pick<GenerationEntry, 'id'>,
): Promise<void> {
  const { connection, system } = transaction
  const theirs = system
    .selectFrom('generation_partitions')
    .select('partition')
    .where('generation', '=', Number(generation.id))
  const seen = await connection.rows(
    system
      .selectFrom('partitions')
      .select('partition')
      .where('pipeline', '=', entry.pipeline)
      .where('stream', '=', entry.stream)
      .where('partition', 'in', theirs)
      .where('has_seen', '=', true),
  )
  await forgetSeen(
    transaction,
    entry,
    seen.map(([partition]) => String(partition)),
  )
  await connection.run(
    system
      .updateTable('partitions')
      .set({ scopes: '[]', has_seen: false, has_ended: false, next_ordinal: 0 })
      .where('pipeline', '=', entry.pipeline)
      .where('stream', '=', entry.stream)
      .where('partition', 'in', theirs),
  )
}

async function read(
  { connection, system }: Transaction,
  { pipeline, stream }: StreamEntry,
  partition?: string,
): Promise<readonly PartitionEntry[]> {
  const rows = await connection.rows(
    system
      .selectFrom('partitions')
      .select(['partition', 'attempt', 'next_ordinal', 'scopes', 'has_seen', 'has_ended'])
      .where('pipeline', '=', pipeline)
      .where('stream', '=', stream)
      .$if(partition !== undefined, (query) => query.where('partition', '=', partition ?? ''))
      .orderBy('partition'),
  )
  return rows.map(([name, attempt, nextOrdinal, scopes, hasSeen, hasEnded]) => ({
    partition: String(name),
    attempt: Number(attempt),
    nextOrdinal: Number(nextOrdinal),
    scopes: fromScopesText(String(scopes)),
    hasSeen: hasSeen === true,
    hasEnded: hasEnded === true,
  }))
}
