/** Carries out what `root-changes.ts` notes, in all tables of a stream. */

import { DestinationError, systemColumns } from '@millrace/core/plugin'
import type { DeletionPolicy, StreamCounts, TableOutcome, TableSchema } from '@millrace/core/plugin'
import { joinOn, quote, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { stagedColumns } from '../stage/staged-columns.ts'
import { hasRows } from '../database/has-rows.ts'
import { adoptTable } from './adopt-table.ts'
import { hasMarks } from './commit.ts'
import type { Commit } from './commit.ts'
import { isFree } from './fold.ts'
import { internal } from './internal-columns.ts'
import { changes, countChanges } from './root-changes.ts'
import { differs } from './same-row.ts'
import type { StagedRows } from './staged-rows.ts'
import { applyDiff, insertAll } from './write-table.ts'

export interface RecordsWork {
  readonly root: TableSchema
  readonly children: readonly TableSchema[]
  readonly staged: StagedRows
  readonly commit: Commit
  readonly deletions: DeletionPolicy
}

const order = quote(stagedColumns.order)

/** Actions of records whose rows are written. */
const written = ['insert', 'return', 'update', 'same']

/** Of those, the ones that have stored rows. */
const rewritten = ['return', 'update', 'same']

/** Whether the rows can go into the tables as they are: nothing stands there, and each of them is a record of its own. */
export async function isFirstLoad(transaction: Transaction, { root, children, staged }: RecordsWork): Promise<boolean> {
  if (!staged.has(root)) return false
  for (const { name } of [root, ...children]) {
    if (await hasRows(transaction, transaction.table(name))) return false
  }
  return isFree(transaction, { root, staged })
}

/** Puts all staged rows into tables that are empty. */
export async function writeFirst(
  transaction: Transaction,
  { root, children, staged, commit }: RecordsWork,
  counts: StreamCounts,
): Promise<Readonly<Record<string, TableOutcome>>> {
  const outcomes: Record<string, TableOutcome> = {}
  for (const table of [root, ...children]) {
    const work = { table, staged, commit }
    outcomes[table.path] = (await adoptTable(transaction, work)) ?? (await insertAll(transaction, work))
  }
  counts.inserted += staged.upserts
  return outcomes
}

/** Counts into `counts` what becomes of the records; answers what changed in each table. */
export async function writeRecords(
  transaction: Transaction,
  work: RecordsWork,
  counts: StreamCounts,
): Promise<Readonly<Record<string, TableOutcome>>> {
  const actions = await countChanges(transaction)
  const { root, children, staged, commit, deletions } = work
  countRecords(actions, deletions, counts)
  if (counts.marked > 0) requireMarks(root)
  const goes = deletions === 'delete' ? ['deletedBySource', 'deletedByFilter', 'missing'] : []
  const gone = [...goes, 'remove', 'purge']
  await transaction.connection.run(
    `CREATE OR REPLACE TEMP TABLE touched AS SELECT ${quoteAll(root.key)} FROM ${changes} LIMIT 0`,
  )
  // The root comes first.
  const outcomes: Record<string, TableOutcome> = { [root.path]: nothing }
  for (const table of children) {
    const diff = await findChildDiff(transaction, work, { table, gone })
    outcomes[table.path] = diff === undefined ? nothing : await applyDiff(transaction, { table, staged, commit }, diff)
  }
  const touched = await transaction.connection.count(
    `SELECT count(*) FROM ${changes} c SEMI JOIN temp.touched t ON ${joinOn(root.key, 'c', 't')}
      WHERE c.${internal.action} = 'same'`,
  )
  counts.updated += touched
  counts.unchanged -= touched
  outcomes[root.path] = await applyDiff(transaction, { table: root, staged, commit }, rootDiff(root, deletions))
  if (actions.has('same')) await moveRows(transaction, work)
  return outcomes
}

const nothing: TableOutcome = { inserted: 0, updated: 0, deleted: 0 }

function countRecords(actions: ReadonlyMap<string, number>, deletions: DeletionPolicy, counts: StreamCounts): void {
  const count = (...names: readonly string[]): number => names.reduce((sum, name) => sum + (actions.get(name) ?? 0), 0)
  counts.inserted += count('insert', 'return')
  counts.updated += count('update')
  counts.unchanged += count('same')
  counts.superseded += count('superseded')
  counts.deletedBySource += count('deletedBySource')
  counts.deletedByFilter += count('deletedByFilter')
  const due = count('deletedBySource', 'deletedByFilter', 'missing')
  counts[({ delete: 'deleted', mark: 'marked', keep: 'kept' } as const)[deletions]] += due
}

/** What changes in the root table. */
function rootDiff(root: TableSchema, deletions: DeletionPolicy): string {
  const due = { delete: `'delete'`, mark: `'mark'`, keep: 'NULL' }[deletions]
  return `(FROM (SELECT ${quoteAll(root.key)}, ${order}, CASE
    WHEN ${internal.action} IN ('insert', 'return', 'update', 'purge') THEN ${internal.action}
    WHEN ${internal.action} = 'remove' THEN 'delete'
    WHEN ${internal.action} IN ('deletedBySource', 'deletedByFilter', 'missing') THEN ${due} END AS ${internal.change}
    FROM ${changes}) WHERE ${internal.change} IS NOT NULL)`
}

/** Finds what changes in a child table, and notes the records concerned as touched; undefined where nothing can. */
async function findChildDiff(
  transaction: Transaction,
  { root, staged }: RecordsWork,
  { table, gone }: { readonly table: TableSchema; readonly gone: readonly string[] },
): Promise<string | undefined> {
  const { connection } = transaction
  const isOfRoot = (alias: string): string =>
    root.key.map((name, index) => `${alias}.${quote(table.rootKey[index] ?? '')} = c.${quote(name)}`).join(' AND ')
  const changesOf = (actions: readonly string[]): string =>
    `(FROM ${changes} WHERE ${internal.action} IN (${actions.map((action) => `'${action}'`).join(', ')}))`
  const columns = quoteAll([...new Set([...table.key, ...table.columns.filter(isCompared).map(({ name }) => name)])])
  const source = staged.has(table)
    ? `SELECT ${order}, ${columns} FROM ${staged.select(table)} s SEMI JOIN ${changesOf(written)} c ON s.${order} = c.${order}`
    : `SELECT 0::BIGINT AS ${order}, ${columns} FROM ${transaction.table(table.name)} LIMIT 0`
  const [first = ''] = table.key
  const keys = table.key.map((name) => `coalesce(s.${quote(name)}, t.${quote(name)}) AS ${quote(name)}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE child_diff AS
    WITH source AS (${source}),
    stored AS (
      SELECT ${columns} FROM ${transaction.table(table.name)} t
      SEMI JOIN ${changesOf([...rewritten, ...gone])} c ON ${isOfRoot('t')}
    )
    SELECT ${keys.join(', ')}, s.${order},
      CASE WHEN t.${quote(first)} IS NULL THEN 'insert' WHEN s.${quote(first)} IS NULL THEN 'delete' ELSE 'update' END AS ${internal.change}
    FROM source s FULL JOIN stored t ON ${joinOn(table.key, 's', 't')}
    WHERE t.${quote(first)} IS NULL OR s.${quote(first)} IS NULL OR ${differs(table, 's', 't')}`)
  const changed = await connection.run(
    `INSERT INTO temp.touched SELECT DISTINCT ${quoteAll(table.rootKey)} FROM temp.child_diff`,
  )
  return changed === 0 ? undefined : 'temp.child_diff'
}

function isCompared({ role }: TableSchema['columns'][number]): boolean {
  return role !== 'system' && role !== 'partition'
}

/** Another partition brought the same row: that is noted, but it is no new version. */
async function moveRows(transaction: Transaction, { root, staged }: RecordsWork): Promise<void> {
  const partition = root.columns.find(({ role }) => role === 'partition')?.name
  if (partition === undefined || !staged.has(root)) return
  await transaction.connection.run(
    `UPDATE ${transaction.table(root.name)} t SET ${quote(partition)} = n.${quote(partition)}
      FROM (
        SELECT s.* FROM ${staged.select(root)} s JOIN ${changes} c ON s.${order} = c.${order}
        WHERE c.${internal.action} = 'same' AND c.${internal.moved}
      ) n WHERE ${joinOn(root.key, 't', 'n')}`,
  )
}

function requireMarks(root: TableSchema): void {
  if (hasMarks(root)) return
  throw new DestinationError({
    message: `rows of table ${root.name} cannot be marked: it has no column ${systemColumns.deletedAt}`,
  })
}
