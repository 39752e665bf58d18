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
  const [held] = await read(transaction, entry, 'AND partition = $3', [partition])
  return held ?? { partition, ...newPartition }
}

export function readPartitions(transaction: Transaction, entry: StreamEntry): Promise<readonly PartitionEntry[]> {
  return read(transaction, entry, '', [])
}

/** Stores a partition with these changes, and answers what it is now. */
export async function updatePartition(
  transaction: Transaction,
  { pipeline, stream }: StreamEntry,
  held: PartitionEntry,
  changes: Partial<PartitionEntry>,
): Promise<PartitionEntry> {
  const updated = { ...held, ...changes }
  const { partition, attempt, nextOrdinal, scopes, hasSeen, hasEnded } = updated
  const { connection } = transaction
  const partitions = transaction.system('partitions')
  await connection.run(`DELETE FROM ${partitions} WHERE pipeline = $1 AND stream = $2 AND partition = $3`, [
    pipeline,
    stream,
    partition,
  ])
  await connection.run(`INSERT INTO ${partitions} VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, [
    pipeline,
    stream,
    partition,
    attempt,
    nextOrdinal,
    toScopesText(scopes),
    hasSeen,
    hasEnded,
  ])
  return updated
}

/** Reads of the partitions of a generation know nothing of what they saw, claimed or staged before. */
export async function beginReadsAnew(
  transaction: Transaction,
  entry: StreamEntry,
  generation: Pick<GenerationEntry, 'id'>,
): Promise<void> {
  const { connection } = transaction
  const partitions = transaction.system('partitions')
  const isTheirs = `pipeline = $1 AND stream = $2 AND partition IN
    (SELECT partition FROM ${transaction.system('generation_partitions')} WHERE generation = $3)`
  const parameters = [entry.pipeline, entry.stream, Number(generation.id)]
  const seen = await connection.rows(`SELECT partition FROM ${partitions} WHERE ${isTheirs} AND has_seen`, parameters)
  await forgetSeen(
    transaction,
    entry,
    seen.map(([partition]) => String(partition)),
  )
  await connection.run(
    `UPDATE ${partitions} SET scopes = '[]', has_seen = false, has_ended = false, next_ordinal = 0 WHERE ${isTheirs}`,
    parameters,
  )
}

async function read(
  transaction: Transaction,
  { pipeline, stream }: StreamEntry,
  condition: string,
  parameters: readonly string[],
): Promise<readonly PartitionEntry[]> {
  const rows = await transaction.connection.rows(
    `SELECT partition, attempt, next_ordinal, scopes, has_seen, has_ended FROM ${transaction.system('partitions')}
      WHERE pipeline = $1 AND stream = $2 ${condition} ORDER BY partition`,
    [pipeline, stream, ...parameters],
  )
  return rows.map(([partition, attempt, nextOrdinal, scopes, hasSeen, hasEnded]) => ({
    partition: String(partition),
    attempt: Number(attempt),
    nextOrdinal: Number(nextOrdinal),
    scopes: fromScopesText(String(scopes)),
    hasSeen: hasSeen === true,
    hasEnded: hasEnded === true,
  }))
}
