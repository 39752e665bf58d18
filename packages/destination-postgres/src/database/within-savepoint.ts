import { sql } from 'kysely'
import type { Transaction } from './transaction.ts'

/** Does work that is taken back alone if it throws: what the transaction did before stands. */
export async function withinSavepoint<Result>(
  { connection }: Pick<Transaction, 'connection'>,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run(sql`savepoint _mr_savepoint`)
  try {
    const result = await work()
    await connection.run(sql`release savepoint _mr_savepoint`)
    return result
  } catch (error) {
    try {
      await connection.run(sql`rollback to savepoint _mr_savepoint`)
      await connection.run(sql`release savepoint _mr_savepoint`)
    } catch {
      // The connection is gone, or the run was cancelled: the whole transaction is taken back.
    }
    throw error
  }
}
