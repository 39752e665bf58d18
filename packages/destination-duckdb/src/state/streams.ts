import { fromJsonText, toJsonText } from '@millrace/core/plugin'
import type { DefinitionRecord, StreamSchema } from '@millrace/core/plugin'
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
  const [entry] = await readEntries(transaction, 'WHERE pipeline = $1 AND stream = $2', [pipeline, stream])
  return entry ?? { id: 0, pipeline, stream, schema: newSchema(stream), definition: undefined }
}

/** In the order in which they were first met; of all pipelines where none is named. */
export async function readStreamEntries(transaction: Transaction, pipeline?: string): Promise<readonly StreamEntry[]> {
  return pipeline === undefined
    ? readEntries(transaction, '', [])
    : readEntries(transaction, 'WHERE pipeline = $1', [pipeline])
}

/** Stores a stream with these changes, and answers what it is now. */
export async function updateStream(
  transaction: Transaction,
  entry: StreamEntry,
  changes: Partial<Pick<StreamEntry, 'schema' | 'definition'>> = {},
): Promise<StreamEntry> {
  const { connection } = transaction
  const id = entry.id === 0 ? await transaction.nextNumber('stream') : entry.id
  const updated = { ...entry, ...changes, id }
  const { pipeline, stream, schema, definition } = updated
  await connection.run(`DELETE FROM ${transaction.system('streams')} WHERE id = $1`, [id])
  await connection.run(`INSERT INTO ${transaction.system('streams')} VALUES ($1, $2, $3, $4, $5)`, [
    id,
    pipeline,
    stream,
    toJsonText(schema),
    definition === undefined ? null : toJsonText(definition),
  ])
  return updated
}

/** The tables of a stream of which nothing stands yet. */
export function newSchema(stream: string): StreamSchema {
  return { stream, version: 0, isKeyed: false, tables: [] }
}

async function readEntries(
  transaction: Transaction,
  condition: string,
  parameters: readonly string[],
): Promise<readonly StreamEntry[]> {
  const rows = await transaction.connection.rows(
    `SELECT id, pipeline, stream, schema, definition FROM ${transaction.system('streams')} ${condition} ORDER BY id`,
    parameters,
  )
  return rows.map(([id, pipeline, stream, schema, definition]) => ({
    id: Number(id),
    pipeline: String(pipeline),
    stream: String(stream),
    schema: fromJsonText(String(schema)) as StreamSchema,
    definition: typeof definition === 'string' ? (fromJsonText(definition) as DefinitionRecord) : undefined,
  }))
}
