import { DestinationError, isHistoric, leadingDeltaColumns } from '@millrace/core/plugin'
import type { ColumnSchema, ColumnType, TableSchema } from '@millrace/core/plugin'
import { duckdbType } from '../cells/duckdb-type.ts'
import { quote } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'

export type Column = Pick<ColumnSchema, 'name' | 'type'>

/** All that some changes need of a transaction. */
type Statements = Pick<Transaction, 'connection'>

export interface Widening {
  readonly name: string
  readonly from: ColumnType
  readonly to: ColumnType
}

export interface Rename {
  readonly from: string
  readonly to: string
}

export async function createTable(transaction: Transaction, table: TableSchema): Promise<void> {
  await transaction.connection.run(`CREATE TABLE ${transaction.table(table.name)} (${declare(table.columns)})`)
}

export async function createDelta(transaction: Transaction, table: TableSchema, delta: string): Promise<void> {
  const columns = [...leadingDeltaColumns, ...table.columns.filter(isHistoric)]
  await transaction.connection.run(`CREATE TABLE ${transaction.table(delta)} (${declare(columns)})`)
}

/** Gives tables other names; they may swap them. */
export async function renameTables(transaction: Transaction, renames: readonly Rename[]): Promise<void> {
  for (const rename of renames) await refuseIndexed(transaction, rename)
  const steps = renames.map((rename, index) => ({ ...rename, between: `_mr_renamed_${index}` }))
  for (const { from, between } of steps) await renameTable(transaction, from, between)
  for (const { between, to } of steps) await renameTable(transaction, between, to)
}

/** `table` is quoted, here and below. */
export async function addColumn({ connection }: Statements, table: string, column: Column): Promise<void> {
  try {
    await connection.run(`ALTER TABLE ${table} ADD COLUMN ${quote(column.name)} ${duckdbType[column.type]}`)
  } catch (error) {
    if (!(error instanceof Error) || !/column with name .* already exists/i.test(error.message)) throw error
    throw new DestinationError({
      code: 'duckdb_column_exists',
      message: `table ${table} needs a column ${column.name} and has one of yours with that name: rename yours, or give the new one another name (option \`columns\`)`,
    })
  }
}

export async function dropColumn({ connection }: Transaction, table: string, name: string): Promise<void> {
  await connection.run(`ALTER TABLE ${table} DROP COLUMN ${quote(name)}`)
}

export async function renameColumn({ connection }: Transaction, table: string, rename: Rename): Promise<void> {
  await connection.run(`ALTER TABLE ${table} RENAME COLUMN ${quote(rename.from)} TO ${quote(rename.to)}`)
}

/** Gives a column a wider type. A value that would be another one there becomes NULL: see `countUnfit`. */
export async function widenColumn({ connection }: Statements, table: string, widening: Widening): Promise<void> {
  const column = quote(widening.name)
  await connection.run(
    `ALTER TABLE ${table} ALTER COLUMN ${column} SET DATA TYPE ${duckdbType[widening.to]} USING (${widened(widening)})`,
  )
}

/** How many values of a column the wider type cannot hold exactly. */
export async function countUnfit({ connection }: Transaction, table: string, widening: Widening): Promise<number> {
  return connection.count(
    `SELECT count(*) FROM ${table} WHERE ${quote(widening.name)} IS NOT NULL AND ${widened(widening)} IS NULL`,
  )
}

/** Names of the indexes of a table: with any, DuckDB neither renames it nor changes types. */
export async function listIndexes({ connection, places }: Transaction, name: string): Promise<readonly string[]> {
  const rows = await connection.rows(
    `SELECT index_name FROM duckdb_indexes()
      WHERE database_name = current_database() AND schema_name = $1 AND lower(table_name) = lower($2)`,
    [places.schema, name],
  )
  return rows.map(([index]) => String(index))
}

/** The value in the wider type, NULL where it would be another one there. Of a float the shortest digits are the value. */
function widened({ name, from, to }: Widening): string {
  const column = quote(name)
  if (from === 'integer') {
    const cast = `CAST(${column} AS ${duckdbType[to]})`
    return `CASE WHEN CAST(${cast} AS HUGEINT) = ${column} THEN ${cast} END`
  }
  const cast = `TRY_CAST(CAST(${column} AS VARCHAR) AS ${duckdbType[to]})`
  return `CASE WHEN CAST(CAST(${cast} AS VARCHAR) AS DOUBLE) = ${column} THEN ${cast} END`
}

async function refuseIndexed(transaction: Transaction, { from, to }: Rename): Promise<void> {
  const indexes = await listIndexes(transaction, from)
  if (indexes.length === 0) return
  throw new DestinationError({
    code: 'duckdb_table_has_indexes',
    message: `table ${from} cannot be renamed to ${to}: DuckDB does not rename tables with indexes. Drop ${indexes.join(', ')} first, and create them again later`,
  })
}

async function renameTable(transaction: Transaction, from: string, to: string): Promise<void> {
  await transaction.connection.run(`ALTER TABLE ${transaction.table(from)} RENAME TO ${quote(to)}`)
  await transaction.connection.run(`UPDATE ${transaction.system('tables')} SET name = $2 WHERE name = $1`, [from, to])
}

function declare(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => `${quote(name)} ${duckdbType[type]}`).join(', ')
}
