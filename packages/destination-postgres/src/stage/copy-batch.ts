import { rowOperation } from '@millrace/core/plugin'
import type { TableBatch } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { copyFormat } from '../cells/copy-encoder.ts'
import { copyIn } from '../database/copy-in.ts'
import type { Copy, SentBytes } from '../database/copy-in.ts'
import { columns } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import type { Hold } from '../state/lease.ts'
import type { AttemptStaging } from './attempt-staging.ts'
import type { EncodedBatch, EncodedRows } from './encode-batch.ts'
import { prepareOwnTables } from './own-tables.ts'
import { readRefusal, RefusedRowsError } from './refusal.ts'
import { prepareSharedTables, requireLatest } from './shared-tables.ts'

/** Sends a batch to the staging tables of an attempt; answers what has to be called when the transaction is committed. */
export async function copyBatch(
  transaction: Transaction,
  hold: Hold,
  { attempt, batch }: { readonly attempt: AttemptStaging; readonly batch: EncodedBatch },
): Promise<() => void> {
  const { tables: rows } = batch
  const place = attempt.work.generation
  if (place === undefined) {
    const own = await prepareOwnTables(transaction, hold, { attempt, rows })
    const held = attempt.tables()
    await copyRows(transaction, rows, {
      names: own.map(({ name }) => name),
      isDurable: own.some((table) => !held.includes(table)),
    })
    return () => attempt.add(own, countRoots(rows))
  }
  const names = await prepareSharedTables(transaction, hold, { attempt, place, rows })
  const isDurable = rows.some(({ table }) => !attempt.knownPaths.has(table.path))
  await copyRows(transaction, rows, { names, isDurable })
  await requireLatest(transaction, hold, { attempt, place })
  return () => {
    for (const { table } of rows) attempt.knownPaths.add(table.path)
  }
}

interface CopyPlace {
  readonly names: readonly Sql[]
  /** The transaction made or altered tables: a crash must not take from the attempt what it relies on from now on. */
  readonly isDurable: boolean
}

/** What is staged becomes durable with the commit that refers to it, which waits for all that was written before it. */
async function copyRows(
  { connection }: Transaction,
  rows: readonly EncodedRows[],
  { names, isDurable }: CopyPlace,
): Promise<void> {
  let current: EncodedRows | undefined
  const copies = rows.map((encoded, index): Copy => {
    const copy = sql`copy ${names[index]} (${columns(encoded.columns)}) from stdin with (${sql.raw(copyFormat)})`
    return {
      statement: index === 0 && !isDurable ? sql`set local synchronous_commit = off; ${copy}` : copy,
      messages: whenBegun(encoded.messages, () => {
        current = encoded
      }),
    }
  })
  try {
    await copyIn(connection, copies)
  } catch (error) {
    const refusal = current === undefined ? undefined : readRefusal(error, current.table)
    // Without the cause, in which Postgres shows values.
    throw current === undefined || refusal === undefined ? error : new RefusedRowsError(current.table, refusal)
  }
}

function* whenBegun(messages: Iterable<SentBytes>, begin: () => void): Generator<SentBytes> {
  begin()
  yield* messages
}

function countRoots(rows: readonly EncodedRows[]): { readonly upserts: number; readonly others: number } {
  const root = rows.find(({ table }) => table.path === '')?.batch
  const upserts = root === undefined ? 0 : countUpserts(root)
  return { upserts, others: (root?.rowCount ?? 0) - upserts }
}

function countUpserts({ rowCount, operations }: TableBatch): number {
  return operations?.reduce((sum, operation) => sum + Number(operation === rowOperation.upsert), 0) ?? rowCount
}
