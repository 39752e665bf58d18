import type { TableOutcome, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { allOf, column, columns, joinOn } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Transaction } from '../database/transaction.ts'
import { withinSavepoint } from '../database/within-savepoint.ts'
import { readRowCounts } from '../state/row-counts.ts'
import { stagedColumns } from '../stage/staged-columns.ts'
import type { Commit } from './commit.ts'
import { internal } from './internal-columns.ts'
import { changesTable } from './root-changes.ts'
import { RowChanges } from './row-changes.ts'
import { differs } from './same-row.ts'
import type { StagedRows } from './staged-rows.ts'
import { fillTemporary } from './temporary-table.ts'
import { applyDiff, insertChosen, nothing } from './write-table.ts'

export interface ChildWork {
  readonly root: TableSchema
  readonly staged: StagedRows
  readonly commit: Commit
  readonly actions: ReadonlyMap<string, number>
  /** Actions of records that have stored rows which are compared, or go. New records have some only if somebody deleted a root. */
  readonly standing: readonly string[]
  /** Every staged record is written: none lost against another. */
  readonly areAllWritten: boolean
  /** Nearly all stored records are concerned, so that whole tables are read faster than chosen rows. */
  readonly isWhole: boolean
}

const childDiff = '_mr_child_diff'
const touched = '_mr_touched'
const order = sql.id(stagedColumns.order)
const action = sql.id(internal.action)
const change = sql.id(internal.change)

/** Actions of records whose rows are written. */
const written = ['insert', 'return', 'update', 'same']

/** Of those, the ones that have stored rows. */
const rewritten = ['return', 'update', 'same']

const uniqueViolation = '23505'

/** Of ten stored records, how many must be concerned so that all are read. */
const wholeOfTen = 8

/** `gone`: actions of records whose rows are deleted. */
export async function planChildren(
  transaction: Transaction,
  { root, staged, commit }: Pick<ChildWork, 'root' | 'staged' | 'commit'>,
  { actions, gone }: { readonly actions: ReadonlyMap<string, number>; readonly gone: readonly string[] },
): Promise<ChildWork> {
  const count = (names: readonly string[]): number => names.reduce((sum, name) => sum + (actions.get(name) ?? 0), 0)
  const standing = [...rewritten, ...gone]
  await fillTemporary(transaction, touched, sql`select ${columns(root.key)} from ${changesTable(transaction)} limit 0`)
  const stored = (await readRowCounts(transaction)).get(root.name) ?? 0
  return {
    root,
    staged,
    commit,
    actions,
    standing,
    areAllWritten: count(written) === staged.upserts,
    isWhole: count(standing) * 10 >= stored * wholeOfTen,
  }
}

/** Writes what changes in a child table, and notes the records concerned as touched. */
export async function writeChild(transaction: Transaction, work: ChildWork, table: TableSchema): Promise<TableOutcome> {
  const { actions, standing } = work
  if (standing.some((name) => actions.has(name))) return writeDiff(transaction, work, table)
  if (!work.staged.has(table) || !actions.has('insert')) return nothing
  try {
    return await withinSavepoint(transaction, () => insertNew(transaction, work, table))
  } catch (error) {
    if (sqlStateOf(error) !== uniqueViolation) throw error
    return writeDiff(transaction, work, table)
  }
}

/** All records are new: nothing stands that their rows could differ from, unless somebody has deleted only the roots. */
async function insertNew(
  transaction: Transaction,
  { staged, commit }: ChildWork,
  table: TableSchema,
): Promise<TableOutcome> {
  const rowChanges = new RowChanges()
  const orders = sql`(select c.${order} from ${changesTable(transaction)} as c where c.${action} = 'insert')`
  const outcome = await insertChosen(transaction, { table, staged, commit: { ...commit, rowChanges } }, orders)
  commit.rowChanges.addAll(rowChanges)
  return outcome
}

async function writeDiff(transaction: Transaction, work: ChildWork, table: TableSchema): Promise<TableOutcome> {
  const { root, staged, commit, standing, isWhole } = work
  const { connection } = transaction
  const diff = transaction.temporary(childDiff)
  let differing = await fillTemporary(transaction, childDiff, compareRows(transaction, work, table))
  if (isWhole && differing > 0) {
    const isOurs = sql`exists (select from ${changesOf(transaction, [...standing, 'insert'])} and ${isOfRoot(root, table, 'd')})`
    differing -= await connection.run(sql`delete from ${diff} as d where d.${change} = 'delete' and not ${isOurs}`)
  }
  if (differing === 0) return nothing
  await connection.run(
    sql`insert into ${transaction.temporary(touched)} select distinct ${columns(table.rootKey)} from ${diff}`,
  )
  return applyDiff(transaction, { table, staged, commit }, diff)
}

/** Records whose root row is the same, and of which a child row changed. */
export async function countTouched(transaction: Transaction, root: TableSchema): Promise<number> {
  return transaction.connection.count(
    sql`select count(*) from ${changesTable(transaction)} as c where c.${action} = 'same'
      and exists (select from ${transaction.temporary(touched)} as t where ${joinOn(root.key, 'c', 't')})`,
  )
}

/** Staged rows of written records against stored rows of records that are written again, or go; or against all. */
function compareRows(transaction: Transaction, work: ChildWork, table: TableSchema): Sql {
  const { root, staged, standing, areAllWritten, isWhole } = work
  const compared = columns([...new Set([...table.key, ...table.columns.filter(isCompared).map(({ name }) => name)])])
  const isWritten = areAllWritten
    ? sql`true`
    : sql`exists (select from ${changesOf(transaction, written)} and c.${order} = s.${order})`
  const source = staged.has(table)
    ? sql`select ${order}, ${compared} from ${staged.select(table)} as s where ${isWritten}`
    : sql`select null::bigint as ${order}, ${compared} from ${transaction.table(table.name)} limit 0`
  const isStanding = isWhole
    ? sql`true`
    : sql`exists (select from ${changesOf(transaction, [...standing, 'insert'])} and ${isOfRoot(root, table, 't')})`
  const [first = ''] = table.key
  const [isNew, isGone] = [sql`${column(first, 't')} is null`, sql`${column(first, 's')} is null`]
  const keys = table.key.map((name) => sql`coalesce(${column(name, 's')}, ${column(name, 't')}) as ${column(name)}`)
  return sql`with source as (${source}),
      stored as (select ${compared} from ${transaction.table(table.name)} as t where ${isStanding})
    select ${sql.join(keys)}, s.${order},
      case when ${isNew} then 'insert' when ${isGone} then 'delete' else 'update' end as ${change}
    from source as s full join stored as t on ${joinOn(table.key, 's', 't')}
    where ${isNew} or ${isGone} or ${differs(table, 's', 't')}`
}

/** Records `c` with these actions, as what follows `from`. */
function changesOf(transaction: Transaction, actions: readonly string[]): Sql {
  return sql`${changesTable(transaction)} as c where c.${action} in (${sql.join(actions.map((name) => sql.lit(name)))})`
}

/** That a row of a child table belongs to a record `c`. */
function isOfRoot(root: TableSchema, table: TableSchema, alias: string): Sql {
  return allOf(root.key.map((name, index) => sql`${column(table.rootKey[index] ?? '', alias)} = ${column(name, 'c')}`))
}

function isCompared({ role }: TableSchema['columns'][number]): boolean {
  return role !== 'system' && role !== 'partition'
}
