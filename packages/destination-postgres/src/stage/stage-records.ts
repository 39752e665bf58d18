import { keepRows, leaveOut, rejectedRows } from '@millrace/core/plugin'
import type { RejectedRow, TableBatch } from '@millrace/core/plugin'
import type { ChunkPool } from '../cells/chunk-pool.ts'
import type { Transaction } from '../database/transaction.ts'
import type { Hold } from '../state/lease.ts'
import type { AttemptStaging } from './attempt-staging.ts'
import { copyBatch } from './copy-batch.ts'
import { discardBatch, encodeBatch } from './encode-batch.ts'
import type { EncodedBatch } from './encode-batch.ts'
import { RefusedRowsError } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { findOversizedRecords, findUnstorableRecords } from './reject-rows.ts'
import { ordersOfPartition } from './staged-columns.ts'

/** Does work in a transaction of its own. */
export type Transact = <Result>(work: (transaction: Transaction) => Promise<Result>) => Promise<Result>

export interface StageWork {
  readonly hold: Hold
  readonly transact: Transact
  readonly attempt: AttemptStaging
  readonly chunks: ChunkPool
}

/** Stages all records that Postgres takes; answers the others. */
export async function stageRecords(work: StageWork, tables: readonly TableBatch[]): Promise<readonly RejectedRow[]> {
  const { schema } = work.attempt
  const oversized = findOversizedRecords(tables, schema)
  let storable = leaveOut(tables, oversized, schema)
  let encoded = encode(work, storable)
  if (!encoded.isSuspicious) return [...rejectedRows(oversized), ...(await copyOrHalve(work, storable, encoded))]
  discardBatch(encoded)
  const faults = [...oversized, ...findUnstorableRecords(tables, schema)]
  storable = leaveOut(tables, faults, schema)
  encoded = encode(work, storable)
  return [...rejectedRows(faults), ...(await copyOrHalve(work, storable, encoded))]
}

function encode({ attempt, chunks }: StageWork, tables: readonly TableBatch[]): EncodedBatch {
  const rows = tables.flatMap((batch) => {
    const table = batch.rowCount > 0 ? attempt.schema.tables.find(({ path }) => path === batch.path) : undefined
    return table === undefined ? [] : [{ table, batch }]
  })
  const offset = (attempt.work.generation?.position ?? 0) * ordersOfPartition
  return encodeBatch(rows, { offset, chunks })
}

/** Where Postgres refuses a value that nobody foresaw, halves find the record at fault. */
async function copyOrHalve(
  work: StageWork,
  tables: readonly TableBatch[],
  encoded = encode(work, tables),
): Promise<readonly RejectedRow[]> {
  if (encoded.tables.length === 0) return []
  const refusal = await copy(work, encoded)
  if (refusal === undefined) return []
  const ordinals = [...new Set(tables.flatMap((batch) => batch.ordinals))].toSorted((left, right) => left - right)
  const [ordinal = 0] = ordinals
  if (ordinals.length <= 1) return [await rejectRecord(work, tables, { ordinal, ...refusal })]
  const middle = ordinals[ordinals.length >> 1] ?? 0
  const halves = [(given: number) => given < middle, (given: number) => given >= middle]
  const rejected: RejectedRow[] = []
  for (const isIn of halves)
    rejected.push(
      ...(await copyOrHalve(
        work,
        tables.map((batch) => keepRows(batch, isIn)),
      )),
    )
  return rejected
}

/** Its key is staged as seen, unless it is the key that is refused. */
async function rejectRecord(
  work: StageWork,
  tables: readonly TableBatch[],
  rejected: RejectedRow,
): Promise<RejectedRow> {
  const seen = encode(work, leaveOut(tables, [{ ...rejected, isKey: false }], work.attempt.schema))
  if (seen.tables.length > 0) await copy(work, seen)
  return rejected
}

/** One transaction. Answers what Postgres refuses; nothing is staged then. */
async function copy({ hold, transact, attempt }: StageWork, batch: EncodedBatch): Promise<Refusal | undefined> {
  try {
    const note = await transact((transaction) => copyBatch(transaction, hold, { attempt, batch }))
    note()
    return undefined
  } catch (error) {
    if (error instanceof RefusedRowsError) return error.refusal
    throw error
  }
}
