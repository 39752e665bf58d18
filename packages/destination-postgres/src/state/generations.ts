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
import { sql } from 'kysely'
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
    transaction.system
      .selectFrom('generations')
      .select(['id', 'started_at', 'start_bound', 'definition', 'rebuild'])
      .where('pipeline', '=', pipeline)
      .where('stream', '=', stream),
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
  const { connection, system } = transaction
  if (entry.id === 0) await updateStream(transaction, entry)
  const startedAt = formatTime(await transaction.now())
  const rebuild = isRebuild ? newSchema(stream) : undefined
  const id = await connection.count(
    system
      .insertInto('generations')
      .values({
        pipeline: entry.pipeline,
        stream,
        started_at: startedAt,
        start_bound: startBound,
        definition: toJsonText(definition),
        rebuild: rebuild === undefined ? null : toJsonText(rebuild),
      })
      .returning('id'),
  )
  const positions = [...partitions.keys()]
  await connection.run(sql`
    insert into ${transaction.systemTable('generation_partitions')}
      (generation, position, partition, sequence, savepoint, is_done, records, suspends_deletions, scopes)
    select ${id}::bigint, position, partition, 0, null, false, 0, false, '[]'
      from unnest(${positions}::bigint[], ${partitions}::text[]) as given (position, partition)`)
  const partitionEntries = await readGenerationPartitions(transaction, id)
  return { id: String(id), stream, startedAt, startBound, definition, rebuild, partitions: partitionEntries }
}

/** Notes what a staging has made durable. */
export async function updateGenerationPartition(
  { connection, system }: Transaction,
  generation: GenerationEntry,
  held: GenerationPartitionEntry,
  changes: RejectChange,
): Promise<void> {
  const { position, sequence, savepoint, isDone, records, suspendsDeletions, scopes } = held
  const id = Number(generation.id)
  await connection.run(
    system
      .updateTable('generation_partitions')
      .set({
        sequence,
        savepoint: savepoint === undefined ? null : toJsonText(savepoint),
        is_done: isDone,
        records,
        suspends_deletions: suspendsDeletions,
        scopes: toScopesText(scopes),
      })
      .where('generation', '=', id)
      .where('position', '=', position),
  )
  if (changes.addedRejects.length === 0 && changes.removedRejects.length === 0) return
  const added = toJsonText(changes.addedRejects.map(rejectToText))
  const removed = toJsonText(changes.removedRejects)
  await connection.run(
    system.insertInto('generation_rejects').values({ generation: id, position, sequence, added, removed }),
  )
}

/** What is to become of the rejects when the generation is published, one entry for each staging, in their order. */
export async function readGenerationRejects(
  { connection, system }: Transaction,
  generation: GenerationEntry,
): Promise<readonly RejectChange[]> {
  const rows = await connection.rows(
    system
      .selectFrom('generation_rejects')
      .select(['added', 'removed'])
      .where('generation', '=', Number(generation.id))
      .orderBy('position')
      .orderBy('sequence'),
  )
  return rows.map(([added, removed]) => ({
    addedRejects: (fromJsonText(String(added)) as readonly string[]).map(rejectFromText),
    removedRejects: fromJsonText(String(removed)) as readonly string[],
  }))
}

/** Stores what the tables of a rebuild are to be. */
export async function updateRebuild(
  { connection, system }: Transaction,
  generation: GenerationEntry,
  changes: { readonly rebuild: StreamSchema; readonly definition: DefinitionRecord },
): Promise<void> {
  await connection.run(
    system
      .updateTable('generations')
      .set({ rebuild: toJsonText(changes.rebuild), definition: toJsonText(changes.definition) })
      .where('id', '=', Number(generation.id)),
  )
}

/** Removes all that is noted of a generation. */
export async function removeGeneration(
  { connection, system }: Transaction,
  generation: GenerationEntry,
): Promise<void> {
  const id = Number(generation.id)
  for (const table of ['generation_rejects', 'generation_partitions'] as const) {
    await connection.run(system.deleteFrom(table).where('generation', '=', id))
  }
  await connection.run(system.deleteFrom('generations').where('id', '=', id))
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
  { connection, system }: Transaction,
  id: number,
  partition?: string,
): Promise<readonly GenerationPartitionEntry[]> {
  const rows = await connection.rows(
    system
      .selectFrom('generation_partitions')
      .select(['partition', 'position', 'sequence', 'savepoint', 'is_done', 'records', 'suspends_deletions', 'scopes'])
      .where('generation', '=', id)
      .$if(partition !== undefined, (query) => query.where('partition', '=', partition ?? ''))
      .orderBy('position'),
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
