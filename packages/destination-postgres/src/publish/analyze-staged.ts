import { sql } from 'kysely'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'

/** Fewer rows are joined well enough by guesses. */
export const analyzedRows = 1000

/** Lets the planner know tables that have just been filled. How often keys repeat is seen well in few rows. */
export async function analyzeStaged({ connection }: Transaction, tables: readonly Sql[]): Promise<void> {
  await connection.run(sql`set local default_statistics_target = 10`)
  for (const table of tables) await connection.run(sql`analyze ${table}`)
  await connection.run(sql`set local default_statistics_target to default`)
}
