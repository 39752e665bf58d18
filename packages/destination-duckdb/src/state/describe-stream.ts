import type { StreamState } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { describeGeneration, readGeneration } from './generations.ts'
import { readSavepoints } from './savepoints.ts'
import type { StreamEntry } from './streams.ts'

/** A stream as the contract gives it. */
export async function describeStream(transaction: Transaction, entry: StreamEntry): Promise<StreamState> {
  const { pipeline, stream, schema, definition } = entry
  const { connection } = transaction
  const generation = await readGeneration(transaction, entry)
  const root = schema.tables[0]
  const rows = root === undefined ? [] : await connection.rows(`SELECT 1 FROM ${transaction.table(root.name)} LIMIT 1`)
  return {
    stream,
    schema,
    definition,
    savepoints: await readSavepoints(transaction, entry),
    generation: generation && describeGeneration(generation),
    rejects: await connection.count(
      `SELECT count(*) FROM ${transaction.system('rejects')} WHERE pipeline = $1 AND stream = $2`,
      [pipeline, stream],
    ),
    hasRows: rows.length > 0,
  }
}
