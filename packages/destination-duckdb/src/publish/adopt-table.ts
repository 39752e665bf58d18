/**
 * Makes the table of a generation the table of the users', instead of copying its rows: in a first load, into a table of
 * which nobody has made anything yet. The rows were written while others were read, so that little is left to do, and they
 * have the columns that say so from then. No column is added here: DuckDB 1.5 cannot replay a default that is an instant
 * after a crash.
 */

import { systemColumns } from '@millrace/core/plugin'
import type { TableOutcome, TableSchema } from '@millrace/core/plugin'
import { literal, quote } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { dropColumn, listIndexes } from '../schema/alter-table.ts'
import { readColumns } from '../schema/read-columns.ts'
import { stagedColumns } from '../stage/staged-columns.ts'
import { writeHistory } from './history.ts'
import type { TableWork } from './write-table.ts'

/** Undefined where the rows are to be copied. DuckDB takes no rows into a table that the same transaction has altered. */
export async function adoptTable(transaction: Transaction, work: TableWork): Promise<TableOutcome | undefined> {
  const { table, staged } = work
  const name = staged.adoptable(table)
  if (name === undefined) return undefined
  if (!(await isOurs(transaction, table)) || !(await fits(transaction, table, name))) return undefined
  const { connection } = transaction
  const adopted = transaction.table(name)
  const isOfRun = `${quote(systemColumns.run)} = ${literal(work.commit.run)}`
  const others = hasRun(table) ? await connection.count(`SELECT count(*) FROM ${adopted} WHERE NOT ${isOfRun}`) : 0
  // Rows say which run wrote them; an earlier one may have begun the load.
  if (others > 0) return undefined
  const inserted = await connection.count(`SELECT count(*) FROM ${adopted}`)
  await writeHistory(transaction, { ...work, operation: `'insert'`, rows: `${adopted} t`, alias: 't' })
  await connection.run(`DROP TABLE ${transaction.table(table.name)}`)
  await dropColumn(transaction, adopted, stagedColumns.order)
  if (table.path === '') await dropColumn(transaction, adopted, stagedColumns.operation)
  await connection.run(`ALTER TABLE ${adopted} RENAME TO ${quote(table.name)}`)
  return { inserted, updated: 0, deleted: 0 }
}

function hasRun({ columns }: TableSchema): boolean {
  return columns.some(({ name, role }) => role === 'system' && name === systemColumns.run)
}

/** Whether the table is as it was made: whatever somebody has added would be gone with it. */
async function isOurs(transaction: Transaction, table: TableSchema): Promise<boolean> {
  const { connection, places } = transaction
  if ((await listIndexes(transaction, table.name)).length > 0) return false
  const own = new Set(table.columns.map(({ name }) => name))
  const standing = await readColumns(transaction, table.name)
  if (standing.length !== own.size || standing.some(({ name }) => !own.has(name))) return false
  const added = await connection.count(
    `SELECT (SELECT count(*) FROM duckdb_constraints() WHERE database_name = current_database()
        AND schema_name = $1 AND table_name = $2)
      + (SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database()
        AND schema_name = $1 AND table_name = $2 AND comment IS NOT NULL)
      + (SELECT count(*) FROM duckdb_columns() WHERE database_name = current_database()
        AND schema_name = $1 AND table_name = $2 AND (comment IS NOT NULL OR column_default IS NOT NULL))`,
    [places.schema, table.name],
  )
  return added === 0
}

/** Whether it has exactly the columns that the table needs. */
async function fits(transaction: Transaction, { columns }: TableSchema, adoptable: string): Promise<boolean> {
  const standing = new Map((await readColumns(transaction, adoptable)).map(({ name, type }) => [name, type]))
  standing.delete(stagedColumns.order)
  standing.delete(stagedColumns.operation)
  return standing.size === columns.length && columns.every(({ name, type }) => standing.get(name) === type)
}
