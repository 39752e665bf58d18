import type { StreamDescription } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { withoutLost } from '../schema/lost-tables.ts'
import { readRowCounts } from '../state/row-counts.ts'
import { readStreamEntries } from '../state/streams.ts'

/** The tables of all streams that stand. The numbers of their rows were counted while they were loaded. */
export async function describe(transaction: Transaction): Promise<readonly StreamDescription[]> {
  const counts = await readRowCounts(transaction)
  const entries = await withoutLost(transaction, await readStreamEntries(transaction))
  return entries
    .filter(({ schema }) => schema.tables.length > 0)
    .map(({ pipeline, schema }) => ({
      pipeline,
      schema,
      rowCounts: Object.fromEntries(schema.tables.map(({ path, name }) => [path, counts.get(name) ?? 0])),
    }))
}
