import type { StreamState } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { describeGeneration, readGeneration } from './generations.ts'
import { readSavepoints } from './savepoints.ts'
import type { StreamEntry } from './streams.ts'

/** A stream as the contract gives it. */
export async function describeStream(transaction: Transaction, entry: StreamEntry): Promise<StreamState> {
  const { pipeline, stream, schema, definition } = entry
  const { connection, system } = transaction
  const generation = await readGeneration(transaction, entry)
  const root = schema.tables[0]
  const rows =
    root === undefined ? [] : await connection.rows(sql`select 1 from ${transaction.table(root.name)} limit 1`)
  return {
    stream,
    schema,
    definition,
    savepoints: await readSavepoints(transaction, entry),
    generation: generation && describeGeneration(generation),
    rejects: await connection.count(
      system
        .selectFrom('rejects')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('pipeline', '=', pipeline)
        .where('stream', '=', stream),
    ),
    hasRows: rows.length > 0,
  }
}
