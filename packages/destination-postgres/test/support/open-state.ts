import { defaultCapabilities } from '@millrace/core/plugin'
import { onTestFinished } from 'vitest'
import { capabilities } from '../../src/capabilities.ts'
import { classifyError } from '../../src/database/classify-error.ts'
import { createPools } from '../../src/database/create-pool.ts'
import { transact } from '../../src/database/transact.ts'
import type { TransactOptions } from '../../src/database/transact.ts'
import type { Transaction } from '../../src/database/transaction.ts'
import { createDatabase } from './test-database.ts'
import type { TestDatabase } from './test-database.ts'

/** A database, and transactions in it without a destination around them. */
export interface StateBed extends TestDatabase {
  transact<Result>(
    this: void,
    work: (transaction: Transaction) => Promise<Result>,
    options?: Partial<Omit<TransactOptions, 'places'>> & {
      readonly schema?: string
      readonly systemSchema?: string
    },
  ): Promise<Result>
}

/** `prepare` answers how the transactions connect, where that is not as the tests do. */
export async function openState(
  prepare: (database: TestDatabase) => Promise<string> = async (database) => database.connectionString,
): Promise<StateBed> {
  const database = await createDatabase()
  const pools = createPools({
    connectionString: await prepare(database),
    applicationName: 'millrace',
    maxConnections: 21,
  })
  onTestFinished(async () => {
    await pools.close()
    await database.drop()
  })
  return {
    ...database,
    transact: (work, { schema = 'public', systemSchema = '_millrace', ...options } = {}) =>
      transact(
        {
          pools,
          places: { schema, systemSchema, hasForeignKeys: false },
          capabilities: { ...defaultCapabilities, ...capabilities },
          settings: { applicationName: 'millrace', statementTimeoutInMs: 0, lockTimeoutInMs: 10_000 },
          classify: (error: unknown) => classifyError(error, 'database test'),
          signal: new AbortController().signal,
          ...options,
        },
        work,
      ),
  }
}
