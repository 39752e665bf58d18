import { postgresStore } from '../../src/store/postgres-store/postgres-store.ts'
import type { Store } from '../../src/store/store.ts'
import { fileDatabase, nextSchema } from './open-schema.ts'

/** A store in a schema of its own, opened, in the database of the test file. */
export async function openPostgres(): Promise<{
  readonly store: Store
  readonly schema: string
  another(this: void): Promise<Store>
}> {
  const { connectionString } = await fileDatabase()
  const schema = nextSchema()
  const another = async (): Promise<Store> => {
    const store = postgresStore({ connectionString, schema, maxConnections: 3 })
    await store.open()
    return store
  }
  return { store: await another(), schema, another }
}
