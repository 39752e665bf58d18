import type { ColumnSchema, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { addColumns, countUnfit, widenColumns } from '../schema/alter-table.ts'
import type { Widening } from '../schema/alter-table.ts'
import type { Hold } from '../state/lease.ts'
import type { AttemptStaging, OwnTable } from './attempt-staging.ts'
import { declareStaged } from './declare-staged.ts'
import type { TableRows } from './encode-batch.ts'
import { SchemaMovedError } from './schema-moved-error.ts'
import { dataColumns } from './staged-columns.ts'
import { tableSuffix } from './table-suffix.ts'

/**
 * Sees to it that an attempt has staging tables of its own which these rows fit into; answers them, in the order of the rows.
 * They are not logged: where the server crashes they are lost, which the attempt's life tells.
 */
export async function prepareOwnTables(
  transaction: Transaction,
  hold: Hold,
  { attempt, rows }: { readonly attempt: AttemptStaging; readonly rows: readonly TableRows[] },
): Promise<readonly OwnTable[]> {
  const held = new Map(attempt.tables().map((own) => [own.table.path, own]))
  const missing = rows.filter(({ table }) => !held.has(table.path)).map(({ table }) => table)
  for (const own of await createOwnTables(transaction, hold, missing)) held.set(own.table.path, own)
  const prepared: OwnTable[] = []
  for (const { table, batch } of rows) {
    const own = held.get(table.path)
    if (own !== undefined) prepared.push(await fitTable(transaction, attempt, own, { table, batch }))
  }
  return prepared
}

/** Removes staging tables, and what is noted of them. */
export async function dropOwnTables(transaction: Transaction, tables: readonly OwnTable[]): Promise<void> {
  if (tables.length === 0) return
  const { connection, system } = transaction
  const names = tables.map(({ ownName }) => ownName)
  await connection.run(sql`drop table if exists ${sql.join(tables.map(({ name }) => name))}`)
  await connection.run(system.deleteFrom('staging').where('name', 'in', names))
}

async function createOwnTables(
  transaction: Transaction,
  { pipeline, epoch }: Hold,
  tables: readonly TableSchema[],
): Promise<readonly OwnTable[]> {
  if (tables.length === 0) return []
  const { connection, places, system } = transaction
  const number = await connection.count(
    sql`select nextval(format('%I.%I', ${places.systemSchema}::text, 'staging_sequence')::regclass)`,
  )
  const created = tables.map((table) => {
    const ownName = `staged_${number}_${tableSuffix(table.path)}`
    return { ownName, name: transaction.systemTable(ownName), table: { ...table, columns: dataColumns(table) } }
  })
  // So that whoever opens next removes them, if this session dies.
  await connection.run(
    system.insertInto('staging').values(created.map(({ ownName }) => ({ name: ownName, pipeline, epoch }))),
  )
  for (const { name, table } of created) {
    await connection.run(sql`create unlogged table ${name} ${declareStaged(table)}`)
  }
  return created
}

/** Columns that came later are added, and those that others have widened are widened, before rows with them come. */
async function fitTable(
  transaction: Transaction,
  attempt: AttemptStaging,
  own: OwnTable,
  { table, batch }: TableRows,
): Promise<OwnTable> {
  const held = new Map(own.table.columns.map((column) => [column.name, column]))
  const added: ColumnSchema[] = []
  const widenings: Widening[] = []
  for (const { name, type } of batch.columns) {
    const column = held.get(name)
    const wanted = table.columns.find((candidate) => candidate.name === name)
    if (column === undefined && wanted !== undefined) added.push(wanted)
    else if (column !== undefined && column.type !== type) widenings.push({ name, from: column.type, to: type })
  }
  if (added.length === 0 && widenings.length === 0) return own
  await addColumns(transaction, own.name, { added, title: `the staging of path '${table.path}'` })
  for (const widening of widenings) {
    // What was staged before does not fit into what the column has become: it is read again.
    if ((await countUnfit(transaction, own.name, widening)) > 0) throw new SchemaMovedError(attempt.work.stream)
  }
  await widenColumns(transaction, own.name, widenings)
  const types = new Map(widenings.map(({ name, to }) => [name, to]))
  const columns = own.table.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type }))
  return { ...own, table: { ...own.table, columns: [...columns, ...added] } }
}
