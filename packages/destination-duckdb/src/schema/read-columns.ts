import type { ColumnType } from '@millrace/core/plugin'
import { duckdbType } from '../cells/duckdb-type.ts'
import type { Transaction } from '../database/transaction.ts'

/** A column as it stands. */
export interface StandingColumn {
  readonly name: string
  /** As DuckDB names it. */
  readonly sqlType: string
  /** Undefined for a type that this destination never gives. */
  readonly type: ColumnType | undefined
}

/** The columns of a table of the users' schema, in their order. */
export async function readColumns(
  { connection, places }: Transaction,
  table: string,
): Promise<readonly StandingColumn[]> {
  const rows = await connection.rows(
    `SELECT column_name, data_type FROM duckdb_columns()
      WHERE database_name = current_database() AND schema_name = $1 AND table_name = $2 ORDER BY column_index`,
    [places.schema, table],
  )
  return rows.map(([name, sqlType]) => ({
    name: String(name),
    sqlType: String(sqlType),
    type: typesBySql.get(String(sqlType)),
  }))
}

const typesBySql: ReadonlyMap<string, ColumnType> = new Map(
  (Object.keys(duckdbType) as ColumnType[]).map((type) => [duckdbType[type], type]),
)
