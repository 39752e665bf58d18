import type { Transaction } from './transaction.ts'

/** Whether anything stands in a table, which is quoted. */
export async function hasRows({ connection }: Transaction, table: string): Promise<boolean> {
  return (await connection.rows(`SELECT 1 FROM ${table} LIMIT 1`)).length > 0
}
