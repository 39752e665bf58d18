import { sql } from 'kysely'
import type { PostgresPool } from './client.ts'
import type { Connection } from './connection.ts'
import { takeConnection } from './take-connection.ts'

/** After this many milliseconds nobody waits for a connection any more. */
const patienceInMs = 2000

/** Cancels the statement that a backend carries out; answers whether the server could be told. */
export async function cancelBackend(pool: PostgresPool, backend: number): Promise<boolean> {
  const signal = AbortSignal.timeout(patienceInMs)
  try {
    const connection = await takeConnection(pool, signal)
    return await connection.under(signal, { cancel: async () => false }, () => tell(connection, backend))
  } catch {
    return false
  }
}

async function tell(connection: Connection, backend: number): Promise<boolean> {
  let isClean = false
  try {
    await connection.run(sql`select pg_catalog.pg_cancel_backend(${backend}::int)`)
    isClean = true
    return true
  } finally {
    connection.release({ isClean })
  }
}
