import { checkRunRecord, formatTime, fromJsonText, toJsonText } from '@millrace/core/plugin'
import type { RunRecord } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { escapeNul } from './escape-nul.ts'
import type { Hold } from './lease.ts'

/** Stores the record of the session's run in place of the one before. */
export async function storeRun(transaction: Transaction, hold: Hold, record: RunRecord): Promise<void> {
  checkRunRecord(record, hold)
  await replaceRun(transaction, record)
}

/** Ends the records of runs that died, and answers them. */
export async function endDeadRuns(transaction: Transaction, pipeline: string, error: string): Promise<RunRecord[]> {
  const { connection, system } = transaction
  const rows = await connection.rows(
    system
      .selectFrom('runs')
      .select('record')
      .where('pipeline', '=', pipeline)
      .where('status', '=', 'running')
      .orderBy('number'),
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
  { connection, system }: Transaction,
  request: { readonly pipeline: string | undefined; readonly maxRuns: number | undefined },
): Promise<readonly RunRecord[]> {
  const { pipeline, maxRuns } = request
  const rows = await connection.rows(
    system
      .selectFrom('runs')
      .select('record')
      .$if(pipeline !== undefined, (query) => query.where('pipeline', '=', pipeline ?? ''))
      .orderBy('number', 'desc')
      .$if(maxRuns !== undefined, (query) => query.limit(maxRuns ?? 0)),
  )
  return rows.map(([record]) => fromJsonText(String(record)) as RunRecord)
}

/** Whether the session's run may still publish. */
export async function isRunning({ connection, system }: Transaction, { runNumber }: Hold): Promise<boolean> {
  const row = await connection.row(system.selectFrom('runs').select('status').where('number', '=', runNumber))
  return row?.[0] === 'running'
}

/** The number of a new run. Runs that begin later wait for the end of this transaction: no number is left out. */
export async function nextRunNumber({ connection, system }: Transaction): Promise<number> {
  return connection.count(
    system
      .updateTable('counters')
      .set(({ eb }) => ({ value: eb('value', '+', 1) }))
      .where('name', '=', 'run')
      .returning('value'),
  )
}

async function replaceRun({ connection, system }: Transaction, record: RunRecord): Promise<void> {
  const stored = {
    pipeline: record.pipeline,
    id: record.id,
    status: record.status,
    started_at: record.startedAt,
    ended_at: record.endedAt,
    error: escapeNul(record.error),
    record: toJsonText(record),
  }
  await connection.run(
    system
      .insertInto('runs')
      .values({ number: record.number, ...stored })
      .onConflict((conflict) => conflict.column('number').doUpdateSet(stored)),
  )
}
