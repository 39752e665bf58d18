/** Carries out the changes of one table, and has them written into its history. */

import { systemColumns } from '@millrace/core/plugin'
import type { TableOutcome, TableSchema } from '@millrace/core/plugin'
import { joinOn, quote, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { dataColumns, stagedColumns } from '../stage/staged-columns.ts'
import { hasMarks, instant, stamps } from './commit.ts'
import type { Commit } from './commit.ts'
import { writeHistory } from './history.ts'
import { internal } from './internal-columns.ts'
import type { StagedRows } from './staged-rows.ts'

const order = quote(stagedColumns.order)

export interface TableWork {
  readonly table: TableSchema
  readonly staged: StagedRows
  readonly commit: Commit
}

/**
 * What changes in a table: a query, in parentheses, for keys of the table with `_mr_order` of the staged row and as
 * `_mr_change` one of `insert`, `return`, `update`, `delete`, `mark`, `purge`.
 */
export type Diff = string

/** Adds all staged rows. */
export async function insertAll(transaction: Transaction, work: TableWork): Promise<TableOutcome> {
  const { table, staged } = work
  if (!staged.has(table)) return { inserted: 0, updated: 0, deleted: 0 }
  const rows = `${staged.select(table)} s`
  await writeHistory(transaction, { ...work, operation: `'insert'`, rows, alias: 's' })
  return { inserted: await insertRows(transaction, work, rows), updated: 0, deleted: 0 }
}

export async function applyDiff(transaction: Transaction, work: TableWork, diff: Diff): Promise<TableOutcome> {
  const counts = await countActions(transaction, diff)
  const has = (...actions: readonly string[]): boolean => actions.some((action) => counts.has(action))
  const count = (action: string): number => counts.get(action) ?? 0
  if (has('insert', 'return', 'update')) await writeNewImages(transaction, work, diff)
  if (has('delete', 'mark')) await writeOldImages(transaction, work, diff)
  if (has('delete', 'purge')) await deleteRows(transaction, work, diff)
  if (has('mark')) await markRows(transaction, work, diff)
  if (has('return', 'update')) await updateRows(transaction, work, diff)
  if (has('insert')) await insertRows(transaction, work, stagedRows(work, diff, ['insert']))
  return {
    inserted: count('insert') + count('return'),
    updated: count('update'),
    deleted: count('delete') + count('mark'),
  }
}

async function writeNewImages(transaction: Transaction, work: TableWork, diff: Diff): Promise<void> {
  const operation = `CASE d.${internal.change} WHEN 'update' THEN 'update' ELSE 'insert' END`
  const rows = stagedRows(work, diff, ['insert', 'return', 'update'])
  await writeHistory(transaction, { ...work, operation, rows, alias: 's' })
}

async function writeOldImages(transaction: Transaction, work: TableWork, diff: Diff): Promise<void> {
  const { table } = work
  const rows = `${transaction.table(table.name)} t
    SEMI JOIN ${chosen(diff, ['delete', 'mark'])} d ON ${joinOn(table.key, 't', 'd')}`
  await writeHistory(transaction, { ...work, operation: `'delete'`, rows, alias: 't' })
}

async function deleteRows(transaction: Transaction, { table }: TableWork, diff: Diff): Promise<void> {
  await transaction.connection.run(
    `DELETE FROM ${transaction.table(table.name)} t
      USING ${chosen(diff, ['delete', 'purge'])} d WHERE ${joinOn(table.key, 't', 'd')}`,
  )
}

async function markRows(transaction: Transaction, { table, commit }: TableWork, diff: Diff): Promise<void> {
  const cells = [...stamps(table, commit), { name: systemColumns.deletedAt, value: instant(commit) }]
  await transaction.connection.run(
    `UPDATE ${transaction.table(table.name)} t SET ${assign(cells)}
      FROM ${chosen(diff, ['mark'])} d WHERE ${joinOn(table.key, 't', 'd')}`,
  )
}

async function updateRows(transaction: Transaction, work: TableWork, diff: Diff): Promise<void> {
  const { table, commit } = work
  const columns = dataColumns(table).filter(({ name }) => !table.key.includes(name))
  const cells = [
    ...columns.map(({ name }) => ({ name, value: `n.${quote(name)}` })),
    ...stamps(table, commit),
    ...(hasMarks(table) ? [{ name: systemColumns.deletedAt, value: 'NULL' }] : []),
  ]
  if (cells.length === 0) return
  await transaction.connection.run(
    `UPDATE ${transaction.table(table.name)} t SET ${assign(cells)}
      FROM (SELECT s.* FROM ${stagedRows(work, diff, ['return', 'update'])}) n WHERE ${joinOn(table.key, 't', 'n')}`,
  )
}

async function insertRows(
  transaction: Transaction,
  { table, commit }: Pick<TableWork, 'table' | 'commit'>,
  rows: string,
): Promise<number> {
  const columns = dataColumns(table).map(({ name }) => name)
  const added = stamps(table, commit)
  const values = [...columns.map((name) => `s.${quote(name)}`), ...added.map(({ value }) => value)]
  return transaction.connection.run(
    `INSERT INTO ${transaction.table(table.name)} (${quoteAll([...columns, ...added.map(({ name }) => name)])})
      SELECT ${values.join(', ')} FROM ${rows}`,
  )
}

/** The staged rows `s` of the diff `d` with these actions, as what follows `FROM`. */
function stagedRows(
  { table, staged }: Pick<TableWork, 'table' | 'staged'>,
  diff: Diff,
  actions: readonly string[],
): string {
  return `${staged.select(table)} s
    JOIN ${chosen(diff, actions)} d ON s.${order} = d.${order} AND ${joinOn(table.key, 's', 'd')}`
}

function chosen(diff: Diff, actions: readonly string[]): string {
  return `(FROM ${diff} WHERE ${internal.change} IN (${actions.map((action) => `'${action}'`).join(', ')}))`
}

function assign(cells: readonly { readonly name: string; readonly value: string }[]): string {
  return cells.map(({ name, value }) => `${quote(name)} = ${value}`).join(', ')
}

async function countActions({ connection }: Transaction, diff: Diff): Promise<ReadonlyMap<string, number>> {
  const rows = await connection.rows(`SELECT ${internal.change}, count(*) FROM ${diff} GROUP BY ALL`)
  return new Map(rows.map(([action, count]) => [String(action), Number(count)]))
}
