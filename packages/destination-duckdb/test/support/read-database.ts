import type { DuckDBInstance, DuckDBValue } from '@duckdb/node-api'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import type { Row } from '@millrace/testkit'
import { duckdbType } from '../../src/cells/duckdb-type.ts'
import { readableSql, readCell } from '../../src/cells/read-cell.ts'
import { literal, quote } from '../../src/database/names.ts'

/** What a statement answers, on a connection of its own. */
export async function select(
  instance: DuckDBInstance,
  statement: string,
): Promise<readonly (readonly DuckDBValue[])[]> {
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(statement)).getRows()
  } finally {
    connection.closeSync()
  }
}

/** All rows of a table of users, as cells. */
export async function readRows(instance: DuckDBInstance, table: string): Promise<readonly Row[]> {
  const found = await select(
    instance,
    `SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = current_database()
      AND schema_name = 'main' AND table_name = ${literal(table)} ORDER BY column_index`,
  )
  const columns = found.map(([name, sql]) => ({ name: String(name), type: types.get(String(sql)) ?? 'text' }))
  const list = columns.map(({ name, type }) => readableSql(quote(name), type)).join(', ')
  const rows = await select(instance, `SELECT ${list} FROM main.${quote(table)}`)
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, type }, index): [string, CellValue] => [name, readCell(row[index] ?? null, type)]),
    ),
  )
}

const types = new Map(Object.entries(duckdbType).map(([type, sql]) => [sql, type as ColumnType]))
