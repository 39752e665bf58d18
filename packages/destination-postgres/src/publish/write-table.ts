/** Carries out the changes of one table, and has them written into its history. */

import { systemColumns } from '@millrace/core/plugin'
import type { TableOutcome, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column, columns, joinOn } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { dataColumns, stagedColumns } from '../stage/staged-columns.ts'
import { hasMarks, instant, stamps } from './commit.ts'
import type { Commit, WrittenCell } from './commit.ts'
import { writeHistory } from './history.ts'
import { internal } from './internal-columns.ts'
import type { StagedRows } from './staged-rows.ts'

const order = sql.id(stagedColumns.order)
const change = sql.id(internal.change)

export interface TableWork {
  readonly table: TableSchema
  readonly staged: StagedRows
  readonly commit: Commit
}

/**
 * What changes in a table: a query, in parentheses, for keys of the table with `_mr_order` of the staged row and as
 * `_mr_change` one of `insert`, `return`, `update`, `delete`, `mark`, `purge`.
 */
export type Diff = Sql

/** Adds all staged rows. */
export async function insertAll(transaction: Transaction, work: TableWork): Promise<TableOutcome> {
  const { table, staged } = work
  if (!staged.has(table)) return nothing
  const rows = sql`${staged.select(table)} as s`
  await writeHistory(transaction, { ...work, operation: sql`'insert'`, rows, alias: 's' })
  return { inserted: await insertRows(transaction, work, rows), updated: 0, deleted: 0 }
}

/** Adds all staged rows of written records, where nothing stands that they could differ from. */
export async function insertChosen(transaction: Transaction, work: TableWork, chosen: Sql): Promise<TableOutcome> {
  const rows = sql`${work.staged.select(work.table)} as s where s.${order} in ${chosen}`
  await writeHistory(transaction, { ...work, operation: sql`'insert'`, rows, alias: 's' })
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

export const nothing: TableOutcome = { inserted: 0, updated: 0, deleted: 0 }

async function writeNewImages(transaction: Transaction, work: TableWork, diff: Diff): Promise<void> {
  const operation = sql`case d.${change} when 'update' then 'update' else 'insert' end`
  const rows = stagedRows(work, diff, ['insert', 'return', 'update'])
  await writeHistory(transaction, { ...work, operation, rows, alias: 's' })
}

async function writeOldImages(transaction: Transaction, work: TableWork, diff: Diff): Promise<void> {
  const { table } = work
  const rows = sql`${transaction.table(table.name)} as t
    join ${chosen(diff, ['delete', 'mark'])} as d on ${joinOn(table.key, 't', 'd')}`
  await writeHistory(transaction, { ...work, operation: sql`'delete'`, rows, alias: 't' })
}

async function deleteRows(transaction: Transaction, { table, commit }: TableWork, diff: Diff): Promise<void> {
  const deleted = await transaction.connection.run(
    sql`delete from ${transaction.table(table.name)} as t
      using ${chosen(diff, ['delete', 'purge'])} as d where ${joinOn(table.key, 't', 'd')}`,
  )
  commit.rowChanges.add(table.name, -deleted)
}

async function markRows(transaction: Transaction, { table, commit }: TableWork, diff: Diff): Promise<void> {
  const cells = [...stamps(table, commit), { name: systemColumns.deletedAt, value: instant(commit) }]
  await transaction.connection.run(
    sql`update ${transaction.table(table.name)} as t set ${assign(cells)}
      from ${chosen(diff, ['mark'])} as d where ${joinOn(table.key, 't', 'd')}`,
  )
}

async function updateRows(transaction: Transaction, work: TableWork, diff: Diff): Promise<void> {
  const { table, commit } = work
  const changed = dataColumns(table).filter(({ name }) => !table.key.includes(name))
  const cells = [
    ...changed.map(({ name }) => ({ name, value: column(name, 'n') })),
    ...stamps(table, commit),
    ...(hasMarks(table) ? [{ name: systemColumns.deletedAt, value: sql`null` }] : []),
  ]
  if (cells.length === 0) return
  await transaction.connection.run(
    sql`update ${transaction.table(table.name)} as t set ${assign(cells)}
      from (select s.* from ${stagedRows(work, diff, ['return', 'update'])}) as n where ${joinOn(table.key, 't', 'n')}`,
  )
}

async function insertRows(
  transaction: Transaction,
  { table, commit }: Pick<TableWork, 'table' | 'commit'>,
  rows: Sql,
): Promise<number> {
  const names = dataColumns(table).map(({ name }) => name)
  const added = stamps(table, commit)
  const values = [...names.map((name) => column(name, 's')), ...added.map(({ value }) => value)]
  const inserted = await transaction.connection.run(
    sql`insert into ${transaction.table(table.name)} (${columns([...names, ...added.map(({ name }) => name)])})
      select ${sql.join(values)} from ${rows}`,
  )
  commit.rowChanges.add(table.name, inserted)
  return inserted
}

/** The staged rows `s` of the diff `d` with these actions, as what follows `from`. */
function stagedRows({ table, staged }: TableWork, diff: Diff, actions: readonly string[]): Sql {
  // The order stands for the root's key: the planner would take the two for independent, and expect far too few rows.
  const inside = table.key.filter((name) => !table.rootKey.includes(name))
  return sql`${staged.select(table)} as s
    join ${chosen(diff, actions)} as d on s.${order} = d.${order} and ${joinOn(inside, 's', 'd')}`
}

function chosen(diff: Diff, actions: readonly string[]): Sql {
  return sql`(select * from ${diff} as a where a.${change} in (${sql.join(actions.map((action) => sql.lit(action)))}))`
}

function assign(cells: readonly WrittenCell[]): Sql {
  return sql.join(cells.map(({ name, value }) => sql`${column(name)} = ${value}`))
}

async function countActions({ connection }: Transaction, diff: Diff): Promise<ReadonlyMap<string, number>> {
  const rows = await connection.rows(sql`select ${change}, count(*) from ${diff} as a group by ${change}`)
  return new Map(rows.map(([action, count]) => [String(action), Number(count)]))
}
