import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { analyzedRows, analyzeStaged } from './analyze-staged.ts'

/**
 * Puts what a query answers into a temporary table, in place of what was there; answers how many rows. The query has no
 * parameters: Postgres does not take any there. It may be carried out by several processes at once, unlike an insert.
 */
export async function fillTemporary(transaction: Transaction, name: string, query: Sql): Promise<number> {
  const { connection } = transaction
  await connection.run(sql`drop table if exists ${transaction.temporary(name)}`)
  const rows = await connection.run(sql`create temporary table ${sql.id(name)} on commit drop as ${query}`)
  if (rows >= analyzedRows) await analyzeStaged(transaction, [transaction.temporary(name)])
  return rows
}
