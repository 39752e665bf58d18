/**
 * What becomes of each record, in a temporary table: the key, `_mr_order` of the staged row where there is one, whether
 * its partition moved, and an action:
 *
 * - `insert`: it is new; `return`: its row is marked as deleted, and comes back
 * - `update`, `same`: it stands already, and its root row differs, or not
 * - `superseded`: the stored row has a higher cursor
 * - `deletedBySource`, `deletedByFilter`, `missing`: it is to be deleted, in the way that the policy says
 * - `remove`, `purge`: a live row, a marked row that goes whatever the policy says
 */

import { DestinationError, rowOperation } from '@millrace/core/plugin'
import type { StreamSchema, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { postgresType } from '../cells/postgres-type.ts'
import { allOf, column, columns, joinOn } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { stagedColumns } from '../stage/staged-columns.ts'
import { isLive } from './commit.ts'
import { fold } from './fold.ts'
import { inByteOrder } from './in-byte-order.ts'
import { internal } from './internal-columns.ts'
import { differs } from './same-row.ts'
import type { StagedRows } from './staged-rows.ts'
import { fillTemporary } from './temporary-table.ts'

const tableName = '_mr_changes'
const order = sql.id(stagedColumns.order)
const operation = sql.id(stagedColumns.operation)
const action = sql.id(internal.action)
const moved = sql.id(internal.moved)
const gone = sql.id(internal.gone)

export interface RootRequest {
  readonly schema: StreamSchema
  readonly root: TableSchema
  readonly staged: StagedRows
  readonly comparesCursor: boolean
}

/** The table of the changes. */
export function changesTable(transaction: Transaction): Sql {
  return transaction.temporary(tableName)
}

/** Begins with no changes. */
export async function startChanges(transaction: Transaction, root: TableSchema): Promise<void> {
  const keys = root.key.map((key) => {
    const type = root.columns.find((candidate) => candidate.name === key)?.type ?? 'text'
    return sql`null::${sql.raw(postgresType[type])} as ${column(key)}`
  })
  await fillTemporary(
    transaction,
    tableName,
    sql`select ${sql.join(keys)}, null::bigint as ${order}, false as ${moved}, ''::text as ${action} limit 0`,
  )
}

/** Notes what the staged rows of a stream with a key change; answers how many records with data lost before. */
export async function noteMerge(transaction: Transaction, request: RootRequest): Promise<number> {
  const { schema, root, staged, comparesCursor } = request
  if (!staged.has(root)) {
    await startChanges(transaction, root)
    return 0
  }
  const { winners, superseded } = await fold(transaction, request)
  const isStored = sql`${column(root.key[0] ?? '', 't')} is not null`
  const isOlder = comparesCursor ? hasHigherCursor(schema, root) : sql`false`
  const partition = root.columns.find(({ role }) => role === 'partition')?.name
  const isMoved =
    partition === undefined ? sql`false` : sql`${column(partition, 'w')} is distinct from ${column(partition, 't')}`
  await fillTemporary(
    transaction,
    tableName,
    sql`select * from (
        select ${columns(root.key, 'w')}, w.${order}, ${isMoved} as ${moved}, case
          when w.${operation} = ${sql.lit(rowOperation.upsert)} then case
            when not (${isStored}) then 'insert'
            when not w.${gone} and (${isOlder}) then 'superseded'
            when not (${isLive(root, 't')}) then 'return'
            when ${differs(root, 'w', 't')} then 'update'
            else 'same' end
          when not (${isStored}) or not (${isLive(root, 't')}) then null
          when w.${gone} then 'deletedBySource'
          when w.${operation} is null or (${isOlder}) then null
          else 'deletedByFilter' end as ${action}
        from ${winners} as w left join ${transaction.table(root.name)} as t on ${joinOn(root.key, 'w', 't')}
      ) as c where ${action} is not null`,
  )
  return superseded
}

/** Notes all staged rows as new. For streams without a key: their rows are named by where they were read. */
export async function noteAppend(
  transaction: Transaction,
  { root, staged }: Pick<RootRequest, 'root' | 'staged'>,
): Promise<void> {
  if (!staged.has(root)) return
  await note(
    transaction,
    root,
    sql`select ${columns(root.key)}, ${order}, false, 'insert' from ${staged.select(root)} as s`,
  )
}

/** Throws a `DestinationError` if a row that is to be added stands already, and stays. */
export async function refuseRepeated(transaction: Transaction, root: TableSchema): Promise<void> {
  const changes = changesTable(transaction)
  const repeated = await transaction.connection.rows(
    sql`select 1 from ${changes} as c
      where c.${action} = 'insert'
        and exists (select from ${transaction.table(root.name)} as t where ${joinOn(root.key, 'c', 't')})
        and not exists (select from ${changes} as r where r.${action} = 'remove' and ${joinOn(root.key, 'c', 'r')})
      limit 1`,
  )
  if (repeated.length === 0) return
  throw new DestinationError({
    message: `a row of table ${root.name} is there already: rows without a key need new names`,
  })
}

/** Notes that the rows which these partitions brought go, and those of which no partition is noted. */
export async function noteReplace(
  transaction: Transaction,
  { root, partitions }: { readonly root: TableSchema; readonly partitions: readonly string[] },
): Promise<void> {
  const partition = root.columns.find(({ role }) => role === 'partition')?.name
  const isTheirs =
    partition === undefined
      ? sql`true`
      : sql`(${column(partition, 't')} is null or ${column(partition, 't')} = any(${partitions}::text[]))`
  await noteRemoved(transaction, root, isTheirs)
}

/** Notes the rows that `findMissing` found and that were not staged since. */
export async function noteMissing(
  transaction: Transaction,
  request: { readonly root: TableSchema; readonly staged: StagedRows; readonly missing: Sql },
): Promise<void> {
  const { root, staged, missing } = request
  await note(
    transaction,
    root,
    sql`select ${columns(root.key, 't')}, null::bigint, false, 'missing'
      from ${transaction.table(root.name)} as t join ${missing} as m on ${joinOn(root.key, 't', 'm')}
      where ${isLive(root, 't')} and ${isUnstaged({ root, staged })}`,
  )
}

/** Notes all rows that nothing staged names, not even as seen, and that are not missing. */
export async function noteUnstaged(
  transaction: Transaction,
  { root, staged }: Pick<RootRequest, 'root' | 'staged'>,
): Promise<void> {
  const isNoted = sql`exists (select from ${changesTable(transaction)} as c where ${joinOn(root.key, 'c', 't')})`
  await noteRemoved(transaction, root, allOf([isUnstaged({ root, staged }), sql`not ${isNoted}`]))
}

/** How many records there are of each action. */
export async function countChanges(transaction: Transaction): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction.connection.rows(
    sql`select ${action}, count(*) from ${changesTable(transaction)} group by ${action}`,
  )
  return new Map(rows.map(([found, count]) => [String(found), Number(count)]))
}

/** That nothing staged names a row `t`. */
function isUnstaged({ root, staged }: Pick<RootRequest, 'root' | 'staged'>): Sql {
  if (!staged.has(root)) return sql`true`
  return sql`not exists (select from ${staged.select(root)} as s where ${joinOn(root.key, 's', 't')})`
}

async function noteRemoved(transaction: Transaction, root: TableSchema, condition: Sql): Promise<void> {
  await note(
    transaction,
    root,
    sql`select ${columns(root.key, 't')}, null::bigint, false, case when ${isLive(root, 't')} then 'remove' else 'purge' end
      from ${transaction.table(root.name)} as t where ${condition}`,
  )
}

async function note(transaction: Transaction, root: TableSchema, rows: Sql): Promise<void> {
  const noted = columns([...root.key, stagedColumns.order, internal.moved, internal.action])
  await transaction.connection.run(sql`insert into ${changesTable(transaction)} (${noted}) ${rows}`)
}

/** NULL is the lowest cursor. */
function hasHigherCursor({ cursor }: StreamSchema, root: TableSchema): Sql {
  if (cursor === undefined) return sql`false`
  const [stored, staged] = [column(cursor, 't'), column(cursor, 'w')]
  const type = root.columns.find((candidate) => candidate.name === cursor)?.type
  return sql`${stored} is not null and (${staged} is null or ${inByteOrder(stored, type)} > ${staged})`
}
