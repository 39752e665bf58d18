import { onTestFinished } from 'vitest'
import { postgres } from '../../src/index.ts'
import type { PostgresDestination, PostgresOptions } from '../../src/index.ts'
import { findLeaks } from './find-leaks.ts'
import { createDatabase } from './test-database.ts'
import type { TestDatabase } from './test-database.ts'

/** A fresh database with a destination in it. At the end of the test both go, and what is left behind fails the test. */
export async function openDatabase(
  options: Omit<PostgresOptions, 'connectionString' | 'pool'> = {},
): Promise<TestDatabase & { readonly destination: PostgresDestination }> {
  const database = await createDatabase()
  const destination = postgres({ connectionString: database.connectionString, ...options })
  onTestFinished(async () => {
    await destination.close()
    const leaks = await findLeaks(database, options.systemSchema)
    await database.drop()
    if (leaks.length > 0) throw new Error(leaks.join('\n'))
  })
  return { ...database, destination }
}
