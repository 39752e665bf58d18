import type { JsonValue, NewSavepoint, StoredSavepoint } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { fromJsonText, toJsonText } from './json-text.ts'

interface StreamName {
  readonly pipeline: string
  readonly stream: string
}

/** Published savepoints in the order of their partitions. */
export async function readSavepoints(
  transaction: Transaction,
  { pipeline, stream }: StreamName,
): Promise<readonly StoredSavepoint[]> {
  const rows = await transaction.connection.rows(
    `SELECT connector, version, partition, sequence, value FROM ${transaction.system('savepoints')}
      WHERE pipeline = $1 AND stream = $2 ORDER BY partition`,
    [pipeline, stream],
  )
  return rows.map(([connector, version, partition, sequence, value]) => ({
    connector: String(connector),
    version: Number(version),
    stream,
    partition: String(partition),
    sequence: Number(sequence),
    value: fromJsonText(String(value)) as JsonValue,
  }))
}

/** Stores the savepoint that follows the one that stands. */
export async function storeSavepoint(
  transaction: Transaction,
  { pipeline, stream }: StreamName,
  given: { readonly partition: string; readonly savepoint: NewSavepoint; readonly sequence: number },
): Promise<void> {
  const { partition, savepoint, sequence } = given
  const savepoints = transaction.system('savepoints')
  await transaction.connection.run(`DELETE FROM ${savepoints} WHERE pipeline = $1 AND stream = $2 AND partition = $3`, [
    pipeline,
    stream,
    partition,
  ])
  await transaction.connection.run(`INSERT INTO ${savepoints} VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    pipeline,
    stream,
    partition,
    savepoint.connector,
    savepoint.version,
    sequence,
    toJsonText(savepoint.value),
  ])
}
