import type { Client, Pool } from 'pg'
import { StoreError } from '../store-error.ts'
import type { PostgresPool } from './postgres-pool.ts'

/** How long a server may take to answer, and how long a connection is waited for that others use. */
const connectTimeoutInMs = 30_000

/** A server that is silent for so long is not there any more: nothing that a store asks takes a second. */
const answerTimeoutInMs = 60_000

/** Makes a pool with the app's `pg`, which is needed for nothing else. */
export async function createPool(options: {
  readonly connectionString: string
  readonly maxConnections: number
}): Promise<{ readonly pool: PostgresPool; readonly close: () => Promise<void> }> {
  const { Pool, Client } = await loadPg()
  requireReadable(() => new Client(options))
  const pool = new Pool({
    connectionString: options.connectionString,
    max: options.maxConnections,
    application_name: 'millrace-manager',
    connectionTimeoutMillis: connectTimeoutInMs,
    query_timeout: answerTimeoutInMs,
    keepAlive: true,
    // A program may end while a connection is open that nobody uses.
    allowExitOnIdle: true,
  })
  // One that breaks while nobody uses it is gone from the pool already.
  pool.on('error', () => undefined)
  return { pool, close: () => pool.end() }
}

/** What an address is refused with repeats it, with its password. */
function requireReadable(read: () => unknown): void {
  try {
    read()
  } catch {
    throw new StoreError({
      code: 'store_not_allowed',
      message:
        'connectionString of postgresStore cannot be read: write postgres://user:password@host:5432/database, with %-codes in the password',
    })
  }
}

async function loadPg(): Promise<{ readonly Pool: typeof Pool; readonly Client: typeof Client }> {
  try {
    return await import('pg')
  } catch {
    throw new StoreError({
      code: 'store_not_installed',
      message: 'postgresStore({ connectionString }) needs the package pg: npm install pg, or hand in a pool',
    })
  }
}
