import type { FaultStores } from '@millrace/testkit'
import { postgres } from '../../../src/index.ts'
import { findLeaks } from '../../support/find-leaks.ts'
import { createDatabase } from '../../support/test-database.ts'
import type { TestDatabase } from '../../support/test-database.ts'
import { faultReader } from './fault-reader.ts'

const databases = new Map<string, TestDatabase>()

/** Databases by their addresses. Removing one fails where anything is left behind in it. */
export const postgresStores: FaultStores = {
  async create() {
    const database = await createDatabase()
    databases.set(database.connectionString, database)
    return database.connectionString
  },
  open(store) {
    const destination = postgres({ connectionString: store })
    return { destination, reader: faultReader(databaseOf(store), destination), close: () => destination.close() }
  },
  async remove(store) {
    const database = databaseOf(store)
    databases.delete(store)
    const leaks = await findLeaks(database)
    await database.drop()
    if (leaks.length > 0) throw new Error(leaks.join('\n'))
  },
}

/** The database of a store, to do something to it. */
export function databaseOf(store: string): TestDatabase {
  const database = databases.get(store)
  if (database === undefined) throw new Error('there is no such store')
  return database
}
