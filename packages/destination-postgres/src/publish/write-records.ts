/** Carries out what `root-changes.ts` notes, in all tables of a stream. */

import { DestinationError, systemColumns } from '@millrace/core/plugin'
import type { DeletionPolicy, StreamCounts, TableOutcome, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column, columns, joinOn } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { stagedColumns } from '../stage/staged-columns.ts'
import { hasMarks } from './commit.ts'
import type { Commit } from './commit.ts'
import { internal } from './internal-columns.ts'
import { changesTable, countChanges } from './root-changes.ts'
import type { StagedRows } from './staged-rows.ts'
import { countTouched, planChildren, writeChild } from './write-child.ts'
import { applyDiff, nothing } from './write-table.ts'

export interface RecordsWork {
  readonly root: TableSchema
  readonly children: readonly TableSchema[]
  readonly staged: StagedRows
  readonly commit: Commit
  readonly deletions: DeletionPolicy
}

const order = sql.id(stagedColumns.order)
const action = sql.id(internal.action)
const change = sql.id(internal.change)

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
  // The root comes first.
  const outcomes: Record<string, TableOutcome> = { [root.path]: nothing }
  const childWork = await planChildren(transaction, work, { gone: [...goes, 'remove', 'purge'], actions })
  for (const table of children) outcomes[table.path] = await writeChild(transaction, childWork, table)
  const updated = await countTouched(transaction, root)
  counts.updated += updated
  counts.unchanged -= updated
  outcomes[root.path] = await applyDiff(
    transaction,
    { table: root, staged, commit },
    rootDiff(transaction, root, deletions),
  )
  if (actions.has('same')) await moveRows(transaction, work)
  return outcomes
}

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
function rootDiff(transaction: Transaction, root: TableSchema, deletions: DeletionPolicy): Sql {
  const due = { delete: sql`'delete'`, mark: sql`'mark'`, keep: sql`null` }[deletions]
  return sql`(select * from (
      select ${columns(root.key)}, ${order}, case
        when ${action} in ('insert', 'return', 'update', 'purge') then ${action}
        when ${action} = 'remove' then 'delete'
        when ${action} in ('deletedBySource', 'deletedByFilter', 'missing') then ${due} end as ${change}
      from ${changesTable(transaction)}
    ) as r where ${change} is not null)`
}

/** Another partition brought the same row: that is noted, but it is no new version. */
async function moveRows(transaction: Transaction, { root, staged }: RecordsWork): Promise<void> {
  const partition = root.columns.find(({ role }) => role === 'partition')?.name
  if (partition === undefined || !staged.has(root)) return
  await transaction.connection.run(
    sql`update ${transaction.table(root.name)} as t set ${column(partition)} = ${column(partition, 'n')}
      from (
        select s.* from ${staged.select(root)} as s join ${changesTable(transaction)} as c on s.${order} = c.${order}
        where c.${action} = 'same' and c.${sql.id(internal.moved)}
      ) as n where ${joinOn(root.key, 't', 'n')}`,
  )
}

function requireMarks(root: TableSchema): void {
  if (hasMarks(root)) return
  throw new DestinationError({
    message: `rows of table ${root.name} cannot be marked: it has no column ${systemColumns.deletedAt}`,
  })
}
