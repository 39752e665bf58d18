import {
  CommitConflictError,
  DestinationError,
  formatTime,
  fromJsonText,
  fromScopesText,
  rejectFromText,
  rejectToText,
  toJsonText,
  toScopesText,
} from '@millrace/core/plugin'
import type { DefinitionRecord, Generation, NewSavepoint, RowScope, StreamSchema } from '@millrace/core/plugin'
import { integerList, textList } from '../database/lists.ts'
import type { Transaction } from '../database/transaction.ts'
import type { RejectChange } from './rejects.ts'
import { newSchema, updateStream } from './streams.ts'
import type { StreamEntry } from './streams.ts'

export interface GenerationRequest {
  readonly stream: string
  readonly partitions: readonly string[]
  readonly startBound: string
  readonly definition: DefinitionRecord
  readonly isRebuild: boolean
}

export interface GenerationPartitionEntry {
  readonly partition: string
  /** Its place in the list; rows of earlier ones come first. */
  readonly position: number
  readonly sequence: number
  readonly savepoint: NewSavepoint | undefined
  readonly isDone: boolean
  readonly records: number
  readonly suspendsDeletions: boolean
  readonly scopes: readonly RowScope[]
}

export interface GenerationEntry {
  readonly id: string
  readonly stream: string
  readonly startedAt: string
  readonly startBound: string
  readonly definition: DefinitionRecord
  readonly rebuild: StreamSchema | undefined
  readonly partitions: readonly GenerationPartitionEntry[]
}

/** The open generation of a stream, with this partition only where one is named. */
export async function readGeneration(
  transaction: Transaction,
  { pipeline, stream }: StreamEntry,
  partition?: string,
): Promise<GenerationEntry | undefined> {
  const row = await transaction.connection.row(
    `SELECT id, started_at, start_bound, definition, rebuild FROM ${transaction.system('generations')}
      WHERE pipeline = $1 AND stream = $2`,
    [pipeline, stream],
  )
  if (row === undefined) return undefined
  const [id, startedAt, startBound, definition, rebuild] = row
  return {
    id: String(id),
    stream,
    startedAt: String(startedAt),
    startBound: String(startBound),
    definition: fromJsonText(String(definition)) as DefinitionRecord,
    rebuild: typeof rebuild === 'string' ? (fromJsonText(rebuild) as StreamSchema) : undefined,
    partitions: await readGenerationPartitions(transaction, Number(id), partition),
  }
}

/** The open generation, if it is this one; with this partition only where one is named. */
export async function requireGeneration(
  transaction: Transaction,
  entry: StreamEntry,
  id: string,
  partition?: string,
): Promise<GenerationEntry> {
  const generation = await readGeneration(transaction, entry, partition)
  if (generation?.id === id) return generation
  throw new CommitConflictError(`generation ${id} of stream ${entry.stream} is not open: it was published or discarded`)
}

/** What is staged of a partition of a generation. */
export async function requireGenerationPartition(
  transaction: Transaction,
  generation: GenerationEntry,
  partition: string,
): Promise<GenerationPartitionEntry> {
  const held = generation.partitions.find((candidate) => candidate.partition === partition)
  if (held !== undefined) return held
  const all = await readGenerationPartitions(transaction, Number(generation.id))
  const listed = all.map((candidate) => `'${candidate.partition}'`).join(', ') || 'none'
  throw new DestinationError({
    message: `partition '${partition}' is not in generation ${generation.id} of stream ${generation.stream}, which has: ${listed}`,
  })
}

/** Opens a generation with nothing staged. */
export async function openGeneration(
  transaction: Transaction,
  entry: StreamEntry,
  request: GenerationRequest,
): Promise<GenerationEntry> {
  const { stream, partitions, startBound, definition, isRebuild } = request
  const open = await readGeneration(transaction, entry)
  if (open !== undefined) {
    throw new DestinationError({
      message: `stream ${stream} has an open generation, ${open.id}: publish or discard it first`,
    })
  }
  if (new Set(partitions).size < partitions.length) {
    throw new DestinationError({ message: `a partition of stream ${stream} is listed twice` })
  }
  const { connection } = transaction
  if (entry.id === 0) await updateStream(transaction, entry)
  const id = await transaction.nextNumber('generation')
  const startedAt = formatTime(await transaction.now())
  const rebuild = isRebuild ? newSchema(stream) : undefined
  await connection.run(`INSERT INTO ${transaction.system('generations')} VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    id,
    entry.pipeline,
    stream,
    startedAt,
    startBound,
    toJsonText(definition),
    rebuild === undefined ? null : toJsonText(rebuild),
  ])
  await connection.run(
    `INSERT INTO ${transaction.system('generation_partitions')}
      SELECT $1, unnest($2), unnest($3), 0, NULL, false, 0, false, '[]'`,
    [id, integerList([...partitions.keys()]), textList(partitions)],
  )
  const partitionEntries = await readGenerationPartitions(transaction, id)
  return { id: String(id), stream, startedAt, startBound, definition, rebuild, partitions: partitionEntries }
}

/** Notes what a staging has made durable. */
export async function updateGenerationPartition(
  transaction: Transaction,
  generation: GenerationEntry,
  held: GenerationPartitionEntry,
  changes: RejectChange,
): Promise<void> {
  const { position, sequence, savepoint, isDone, records, suspendsDeletions, scopes } = held
  const id = Number(generation.id)
  await transaction.connection.run(
    `UPDATE ${transaction.system('generation_partitions')}
      SET sequence = $3, savepoint = $4, is_done = $5, records = $6, suspends_deletions = $7, scopes = $8
      WHERE generation = $1 AND position = $2`,
    [
      id,
      position,
      sequence,
      savepoint === undefined ? null : toJsonText(savepoint),
      isDone,
      records,
      suspendsDeletions,
      toScopesText(scopes),
    ],
  )
  if (changes.addedRejects.length === 0 && changes.removedRejects.length === 0) return
  await transaction.connection.run(
    `INSERT INTO ${transaction.system('generation_rejects')} VALUES ($1, $2, $3, $4, $5)`,
    [id, position, sequence, toJsonText(changes.addedRejects.map(rejectToText)), toJsonText(changes.removedRejects)],
  )
}

/** What is to become of the rejects when the generation is published, one entry for each staging, in their order. */
export async function readGenerationRejects(
  transaction: Transaction,
  generation: GenerationEntry,
): Promise<readonly RejectChange[]> {
  const rows = await transaction.connection.rows(
    `SELECT added, removed FROM ${transaction.system('generation_rejects')}
      WHERE generation = $1 ORDER BY position, sequence`,
    [Number(generation.id)],
  )
  return rows.map(([added, removed]) => ({
    addedRejects: (fromJsonText(String(added)) as readonly string[]).map(rejectFromText),
    removedRejects: fromJsonText(String(removed)) as readonly string[],
  }))
}

/** Stores what the tables of a rebuild are to be. */
export async function updateRebuild(
  transaction: Transaction,
  generation: GenerationEntry,
  changes: { readonly rebuild: StreamSchema; readonly definition: DefinitionRecord },
): Promise<void> {
  await transaction.connection.run(
    `UPDATE ${transaction.system('generations')} SET rebuild = $2, definition = $3 WHERE id = $1`,
    [Number(generation.id), toJsonText(changes.rebuild), toJsonText(changes.definition)],
  )
}

/** Removes all that is noted of a generation. */
export async function removeGeneration(transaction: Transaction, generation: GenerationEntry): Promise<void> {
  const id = Number(generation.id)
  await transaction.connection.run(`DELETE FROM ${transaction.system('generations')} WHERE id = $1`, [id])
  for (const table of ['generation_partitions', 'generation_rejects']) {
    await transaction.connection.run(`DELETE FROM ${transaction.system(table)} WHERE generation = $1`, [id])
  }
}

/** The generation as the contract gives it. */
export function describeGeneration(generation: GenerationEntry): Generation {
  const partitions = generation.partitions.map((held) => {
    const { partition, sequence, savepoint, isDone, records, suspendsDeletions } = held
    return { partition, sequence, savepoint: savepoint?.value, isDone, records, suspendsDeletions }
  })
  return { ...generation, partitions }
}

async function readGenerationPartitions(
  transaction: Transaction,
  id: number,
  partition?: string,
): Promise<readonly GenerationPartitionEntry[]> {
  const rows = await transaction.connection.rows(
    `SELECT partition, position, sequence, savepoint, is_done, records, suspends_deletions, scopes
      FROM ${transaction.system('generation_partitions')}
      WHERE generation = $1 AND ($2 IS NULL OR partition = $2) ORDER BY position`,
    [id, partition ?? null],
  )
  return rows.map(([name, position, sequence, savepoint, isDone, records, suspendsDeletions, scopes]) => ({
    partition: String(name),
    position: Number(position),
    sequence: Number(sequence),
    savepoint: typeof savepoint === 'string' ? (fromJsonText(savepoint) as NewSavepoint) : undefined,
    isDone: isDone === true,
    records: Number(records),
    suspendsDeletions: suspendsDeletions === true,
    scopes: fromScopesText(String(scopes)),
  }))
}
