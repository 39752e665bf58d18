import type { StreamState } from '@millrace/core/plugin'
import { hasRows } from '../database/has-rows.ts'
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
    hasRows: root !== undefined && (await hasRows(transaction, transaction.table(root.name))),
  }
}
