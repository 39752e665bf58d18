import { Client } from 'pg'
import type { PostgresPool } from './client.ts'

/** Whether a text says where a database is. */
export function isConnectionString(text: unknown): text is string {
  if (typeof text !== 'string' || !/^(postgres|postgresql|socket):|^\//.test(text)) return false
  try {
    makeClient(text)
    return true
  } catch {
    return false
  }
}

/** How messages call a database. Never holds a password. */
export function readTitle(place: {
  readonly connectionString: string | undefined
  readonly pool: PostgresPool | undefined
}): string {
  const { database, host, port } =
    place.connectionString === undefined ? readPoolOptions(place.pool) : makeClient(place.connectionString)
  if (database === undefined || host === undefined) return 'the database of the pool'
  // A path is that of a folder with a socket.
  return `database ${database} at ${host}${host.startsWith('/') || port === undefined ? '' : `:${port}`}`
}

interface Address {
  readonly database?: string | undefined
  readonly host?: string | undefined
  readonly port?: number | undefined
}

/** It connects to nothing, but knows all defaults. */
function makeClient(connectionString: string): Client {
  return new Client({ connectionString })
}

/** A pool of `pg` has its options; any other is a stranger. */
function readPoolOptions(pool: PostgresPool | undefined): Address {
  const { options } = { ...(pool as { readonly options?: Address & { readonly connectionString?: unknown } }) }
  if (options === undefined) return {}
  const { connectionString, database, host, port } = options
  if (isConnectionString(connectionString)) return makeClient(connectionString)
  return typeof database === 'string' && typeof host === 'string' ? { database, host, port } : {}
}
