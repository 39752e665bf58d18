import { fromJsonText, toJsonText } from '@millrace/core/plugin'
import type { DefinitionRecord, StreamSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'

/** What is known of a stream of a pipeline. */
export interface StreamEntry {
  /** Names the tables that are kept for the stream; 0 before anything stands. */
  readonly id: number
  readonly pipeline: string
  readonly stream: string
  readonly schema: StreamSchema
  readonly definition: DefinitionRecord | undefined
}

export async function readStreamEntry(
  transaction: Transaction,
  pipeline: string,
  stream: string,
): Promise<StreamEntry> {
  const [entry] = await readEntries(transaction, { pipeline, stream })
  return entry ?? { id: 0, pipeline, stream, schema: newSchema(stream), definition: undefined }
}

/** In the order in which they were first met; of all pipelines where none is named. */
export async function readStreamEntries(transaction: Transaction, pipeline?: string): Promise<readonly StreamEntry[]> {
  return readEntries(transaction, { pipeline, stream: undefined })
}

/** Stores a stream with these changes, and answers what it is now. */
export async function updateStream(
  transaction: Transaction,
  entry: StreamEntry,
  changes: Partial<Pick<StreamEntry, 'schema' | 'definition'>> = {},
): Promise<StreamEntry> {
  const { connection, system } = transaction
  const updated = { ...entry, ...changes }
  const { pipeline, stream, schema, definition } = updated
  const stored = {
    schema: toJsonText(schema),
    definition: definition === undefined ? null : toJsonText(definition),
  }
  const id = await connection.count(
    system
      .insertInto('streams')
      .values({ pipeline, stream, ...stored })
      .onConflict((conflict) => conflict.columns(['pipeline', 'stream']).doUpdateSet(stored))
      .returning('id'),
  )
  return { ...updated, id }
}

/**
 * Waits until no other transaction changes anything of these streams, and keeps others from it until this one ends. With
 * `isNew` streams that nobody has met yet are noted first, so that there is something to lock.
 */
export async function lockStreams(
  transaction: Transaction,
  pipeline: string,
  { streams, isNew }: { readonly streams: readonly string[]; readonly isNew: boolean },
): Promise<void> {
  const { connection, system } = transaction
  const locked = await lockRows(transaction, pipeline, streams)
  const missing = isNew ? streams.filter((stream) => !locked.has(stream)) : []
  if (missing.length === 0) return
  const added = missing.map((stream) => ({
    pipeline,
    stream,
    schema: toJsonText(newSchema(stream)),
    definition: null,
  }))
  await connection.run(
    system
      .insertInto('streams')
      .values(added)
      .onConflict((conflict) => conflict.columns(['pipeline', 'stream']).doNothing()),
  )
  await lockRows(transaction, pipeline, missing)
}

async function lockRows(
  { connection, system }: Transaction,
  pipeline: string,
  streams: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await connection.rows(
    system
      .selectFrom('streams')
      .select('stream')
      .where('pipeline', '=', pipeline)
      .where(sql<boolean>`stream = any(${streams}::text[])`)
      // In one order for all, so that two transactions never wait for each other.
      .orderBy('stream')
      .forUpdate(),
  )
  return new Set(rows.map(([stream]) => String(stream)))
}

/** The tables of a stream of which nothing stands yet. */
export function newSchema(stream: string): StreamSchema {
  return { stream, version: 0, isKeyed: false, tables: [] }
}

async function readEntries(
  { connection, system }: Transaction,
  { pipeline, stream }: { readonly pipeline: string | undefined; readonly stream: string | undefined },
): Promise<readonly StreamEntry[]> {
  const rows = await connection.rows(
    system
      .selectFrom('streams')
      .select(['id', 'pipeline', 'stream', 'schema', 'definition'])
      .$if(pipeline !== undefined, (query) => query.where('pipeline', '=', pipeline ?? ''))
      .$if(stream !== undefined, (query) => query.where('stream', '=', stream ?? ''))
      .orderBy('id'),
  )
  return rows.map(([id, ofPipeline, name, schema, definition]) => ({
    id: Number(id),
    pipeline: String(ofPipeline),
    stream: String(name),
    schema: fromJsonText(String(schema)) as StreamSchema,
    definition: typeof definition === 'string' ? (fromJsonText(definition) as DefinitionRecord) : undefined,
  }))
}
