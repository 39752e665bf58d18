import type { TableBatch, TableSchema } from '@millrace/core/plugin'
import type { ChunkPool } from '../cells/chunk-pool.ts'
import { encodeRows } from '../cells/copy-encoder.ts'
import type { CopyColumn } from '../cells/copy-encoder.ts'
import type { SentBytes } from '../database/copy-in.ts'
import { stagedColumns } from './staged-columns.ts'

/** Rows of a table to be staged. */
export interface TableRows {
  readonly table: TableSchema
  readonly batch: TableBatch
}

/** The same as the server takes them. */
export interface EncodedRows extends TableRows {
  /** The columns that are sent, in their order. */
  readonly columns: readonly string[]
  readonly messages: readonly SentBytes[]
}

/** The rows of a batch as the server takes them, and whether there may be any among them that it cannot hold. */
export interface EncodedBatch {
  readonly tables: readonly EncodedRows[]
  readonly isSuspicious: boolean
}

/** Encodes the rows of a batch. `offset` is added to their ordinals. */
export function encodeBatch(
  rows: readonly TableRows[],
  { offset, chunks }: { readonly offset: number; readonly chunks: ChunkPool },
): EncodedBatch {
  let isSuspicious = false
  const tables = rows.map(({ table, batch }) => {
    const named = namedColumns(table, batch, offset)
    const encoded = encodeRows([...named.values()], batch.rowCount, chunks)
    isSuspicious ||= encoded.isSuspicious
    return { table, batch, columns: [...named.keys()], messages: encoded.finish() }
  })
  return { tables, isSuspicious }
}

/** Gives back what is not sent. */
export function discardBatch({ tables }: EncodedBatch): void {
  for (const { messages } of tables) for (const { release } of messages) release()
}

function namedColumns(table: TableSchema, batch: TableBatch, offset: number): ReadonlyMap<string, CopyColumn> {
  const { ordinals, rowCount } = batch
  const orders = offset === 0 ? ordinals : ordinals.map((ordinal) => ordinal + offset)
  const named = new Map<string, CopyColumn>([[stagedColumns.order, { type: 'integer', values: orders }]])
  if (table.path === '') {
    named.set(stagedColumns.operation, { type: 'integer', values: batch.operations ?? new Uint8Array(rowCount) })
  }
  for (const column of batch.columns) named.set(column.name, column)
  return named
}
