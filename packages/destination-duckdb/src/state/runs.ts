import { checkRunRecord, formatTime, fromJsonText, toJsonText } from '@millrace/core/plugin'
import type { RunRecord } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import type { Hold } from './lease.ts'

/** Stores the record of the session's run in place of the one before. */
export async function storeRun(transaction: Transaction, hold: Hold, record: RunRecord): Promise<void> {
  checkRunRecord(record, hold)
  await replaceRun(transaction, record)
}

/** Ends the records of runs that died, and answers them. */
export async function endDeadRuns(transaction: Transaction, pipeline: string, error: string): Promise<RunRecord[]> {
  const rows = await transaction.connection.rows(
    `SELECT record FROM ${transaction.system('runs')} WHERE pipeline = $1 AND status = 'running' ORDER BY number`,
    [pipeline],
  )
  const endedAt = formatTime(await transaction.now())
  const ended = rows.map(([record]): RunRecord => ({
    ...(fromJsonText(String(record)) as RunRecord),
    status: 'failed',
    endedAt,
    error,
  }))
  for (const record of ended) await replaceRun(transaction, record)
  return ended
}

/** Newest first; of all pipelines where none is named. */
export async function readRuns(
  transaction: Transaction,
  request: { readonly pipeline: string | undefined; readonly maxRuns: number | undefined },
): Promise<readonly RunRecord[]> {
  const rows = await transaction.connection.rows(
    `SELECT record FROM ${transaction.system('runs')} WHERE $1 IS NULL OR pipeline = $1 ORDER BY number DESC LIMIT $2`,
    [request.pipeline ?? null, request.maxRuns ?? Number.MAX_SAFE_INTEGER],
  )
  return rows.map(([record]) => fromJsonText(String(record)) as RunRecord)
}

/** Whether the session's run may still publish. */
export async function isRunning(transaction: Transaction, { runNumber }: Hold): Promise<boolean> {
  const row = await transaction.connection.row(`SELECT status FROM ${transaction.system('runs')} WHERE number = $1`, [
    runNumber,
  ])
  return row?.[0] === 'running'
}

async function replaceRun(transaction: Transaction, record: RunRecord): Promise<void> {
  const { number, pipeline, id, status, startedAt, endedAt, error } = record
  const runs = transaction.system('runs')
  await transaction.connection.run(`DELETE FROM ${runs} WHERE number = $1`, [number])
  await transaction.connection.run(`INSERT INTO ${runs} VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, [
    number,
    pipeline,
    id,
    status,
    startedAt,
    endedAt,
    error,
    toJsonText(record),
  ])
}
