import type { Transaction } from './transaction.ts'

/**
 * Whether the database is DuckDB's own, in a file or in memory, which only one process at a time has open; others may be
 * attached to it, such as MotherDuck's.
 */
export async function isDuckDB({ connection }: Transaction): Promise<boolean> {
  const type = await connection.row('SELECT type FROM duckdb_databases() WHERE database_name = current_database()')
  return type?.[0] === 'duckdb'
}
