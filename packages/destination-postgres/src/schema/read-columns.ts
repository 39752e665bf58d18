import { columnTypes } from '@millrace/core/plugin'
import type { ColumnType } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { postgresType } from '../cells/postgres-type.ts'
import type { Transaction } from '../database/transaction.ts'

/** A column as it stands. */
export interface StandingColumn {
  readonly name: string
  /** As Postgres names it. */
  readonly sqlType: string
  /** Undefined for a type that this destination never gives. */
  readonly type: ColumnType | undefined
}

/** The columns of a table of the users' schema, in their order. The information schema would hide some by privilege. */
export async function readColumns(
  { connection, places }: Transaction,
  table: string,
): Promise<readonly StandingColumn[]> {
  const rows = await connection.rows(
    sql`select a.attname, format_type(a.atttypid, a.atttypmod)
      from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${places.schema} and c.relname = ${table} and a.attnum > 0 and not a.attisdropped
      order by a.attnum`,
  )
  return rows.map(([name, sqlType]) => ({
    name: String(name),
    sqlType: String(sqlType),
    type: typesBySql.get(String(sqlType)),
  }))
}

const typesBySql: ReadonlyMap<string, ColumnType> = new Map(columnTypes.map((type) => [postgresType[type], type]))
