import { sql } from 'kysely'
import type { Connection } from './connection.ts'

/** The life of the server, see `state/server-life.ts`; undefined where none is noted, as after a crash. */
export async function findServerLife(connection: Connection, systemSchema: string): Promise<string | undefined> {
  const table = sql.id(systemSchema, 'server_life')
  const isThere = await connection.row(
    sql`select true from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${systemSchema}::text and c.relname = 'server_life'`,
  )
  if (isThere === undefined) return undefined
  const row = await connection.row(sql`select id from ${table}`)
  return typeof row?.[0] === 'string' ? row[0] : undefined
}
