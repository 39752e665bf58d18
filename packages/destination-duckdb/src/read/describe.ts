import type { StreamDescription } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { withoutLost } from '../schema/lost-tables.ts'
import { readStreamEntries } from '../state/streams.ts'

/** The tables of all streams that stand. */
export async function describe(transaction: Transaction): Promise<readonly StreamDescription[]> {
  const descriptions: StreamDescription[] = []
  for (const { pipeline, schema } of await withoutLost(transaction, await readStreamEntries(transaction))) {
    if (schema.tables.length === 0) continue
    const rowCounts: Record<string, number> = {}
    for (const { path, name } of schema.tables) {
      rowCounts[path] = await transaction.connection.count(`SELECT count(*) FROM ${transaction.table(name)}`)
    }
    descriptions.push({ pipeline, schema, rowCounts })
  }
  return descriptions
}
