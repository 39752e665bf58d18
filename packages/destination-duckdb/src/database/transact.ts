import type { Capabilities } from '@millrace/core/plugin'
import type PQueue from 'p-queue'
import type { Connection } from './connection.ts'
import { Transaction } from './transaction.ts'
import type { Places } from './transaction.ts'

export interface TransactOptions {
  readonly places: Places
  readonly capabilities: Capabilities
  readonly signal: AbortSignal
  /** What DuckDB threw, as an error of the contract. */
  classify(this: void, error: unknown): Error
}

/**
 * Does work in one transaction, when it is its turn; what it throws takes everything back. When the signal is aborted,
 * the statement that runs is interrupted; the commit itself is not. `prepare` runs before the transaction begins.
 */
export async function transact<Result>(
  options: TransactOptions & { readonly connection: Connection; readonly writers: PQueue },
  work: (transaction: Transaction) => Promise<Result>,
  prepare: () => void = () => undefined,
): Promise<Result> {
  const { connection, writers, signal, classify } = options
  signal.throwIfAborted()
  return writers.add(async () => {
    signal.throwIfAborted()
    try {
      prepare()
      await connection.run('BEGIN TRANSACTION')
      const result = await connection.under(signal, () => work(new Transaction(connection, options)))
      await connection.run('COMMIT')
      return result
    } catch (error) {
      await rollBack(connection)
      signal.throwIfAborted()
      throw classify(error)
    }
  })
}

async function rollBack(connection: Connection): Promise<void> {
  try {
    await connection.run('ROLLBACK')
  } catch {
    // Nothing was begun, or DuckDB has taken everything back by itself.
  }
}
