import type { TableKind, TableOwner } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'

/** A table or delta table that belongs to a stream; those of a rebuild that is not published do not stand yet. */
export interface OwnedTable extends TableOwner {
  readonly name: string
  readonly kind: TableKind
  /** Delta tables only: whether the rows that stood when it was switched on are in it. */
  readonly isSeeded: boolean
}

/** What stands in the users' schema. */
export interface StandingTable {
  readonly name: string
  readonly isView: boolean
}

/** All tables that belong to streams; with an owner only those of its path. */
export async function readOwnedTables(
  transaction: Transaction,
  owner?: Partial<TableOwner>,
): Promise<readonly OwnedTable[]> {
  const rows = await transaction.connection.rows(
    `SELECT name, kind, pipeline, stream, path, is_seeded FROM ${transaction.system('tables')}
      WHERE ($1 IS NULL OR pipeline = $1) AND ($2 IS NULL OR stream = $2) AND ($3 IS NULL OR path = $3) ORDER BY name`,
    [owner?.pipeline ?? null, owner?.stream ?? null, owner?.path ?? null],
  )
  return rows.map(([name, kind, pipeline, stream, path, isSeeded]) => ({
    name: String(name),
    kind: kind === 'delta' ? 'delta' : 'table',
    pipeline: String(pipeline),
    stream: String(stream),
    path: String(path),
    isSeeded: isSeeded === true,
  }))
}

/** Notes whose a table is, in place of what was noted before. */
export async function noteTable(transaction: Transaction, table: OwnedTable): Promise<void> {
  await forgetTable(transaction, table.name)
  const { name, kind, pipeline, stream, path, isSeeded } = table
  await transaction.connection.run(`INSERT INTO ${transaction.system('tables')} VALUES ($1, $2, $3, $4, $5, $6)`, [
    name,
    kind,
    pipeline,
    stream,
    path,
    isSeeded,
  ])
}

export async function forgetTable(transaction: Transaction, name: string): Promise<void> {
  await transaction.connection.run(`DELETE FROM ${transaction.system('tables')} WHERE name = $1`, [name])
}

/** Tables and views of the users' schema, whoever made them. */
export async function readStanding({ connection, places }: Transaction): Promise<readonly StandingTable[]> {
  const rows = await connection.rows(
    `SELECT table_name, false FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = $1
      UNION ALL
      SELECT view_name, true FROM duckdb_views()
      WHERE database_name = current_database() AND schema_name = $1 AND NOT internal`,
    [places.schema],
  )
  return rows.map(([name, isView]) => ({ name: String(name), isView: isView === true }))
}
