import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'

/**
 * Adds to the numbers of rows that are kept of tables, by name. They come from what was loaded: counting a large table takes
 * as long as reading it. Rows that somebody adds or deletes by hand are not in them.
 */
export async function addRowCounts(transaction: Transaction, changes: ReadonlyMap<string, number>): Promise<void> {
  const changed = [...changes].filter(([, change]) => change !== 0)
  if (changed.length === 0) return
  const names = changed.map(([name]) => name)
  const numbers = changed.map(([, change]) => change)
  await transaction.connection.run(sql`
    update ${transaction.systemTable('tables')} t set row_count = greatest(t.row_count + c.change, 0)
      from unnest(${names}::text[], ${numbers}::bigint[]) as c (name, change) where t.name = c.name`)
}

/** Numbers of rows by the name of the table. */
export async function readRowCounts({ connection, system }: Transaction): Promise<ReadonlyMap<string, number>> {
  const rows = await connection.rows(system.selectFrom('tables').select(['name', 'row_count']))
  return new Map(rows.map(([name, count]) => [String(name), Number(count)]))
}
