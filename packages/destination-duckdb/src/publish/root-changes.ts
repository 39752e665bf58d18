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
import { duckdbType } from '../cells/duckdb-type.ts'
import { joinOn, literal, quote, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { stagedColumns } from '../stage/staged-columns.ts'
import { isLive } from './commit.ts'
import { fold } from './fold.ts'
import { internal } from './internal-columns.ts'
import { differs } from './same-row.ts'
import type { StagedRows } from './staged-rows.ts'

/** The table of the changes. */
export const changes = 'temp.changes'

const order = quote(stagedColumns.order)
const operation = quote(stagedColumns.operation)

export interface RootRequest {
  readonly schema: StreamSchema
  readonly root: TableSchema
  readonly staged: StagedRows
  readonly comparesCursor: boolean
}

/** Begins with no changes. */
export async function startChanges({ connection }: Transaction, root: TableSchema): Promise<void> {
  const keys = root.columns.filter(({ name }) => root.key.includes(name))
  const columns = root.key.map((name) => {
    const { type = 'text' } = keys.find((key) => key.name === name) ?? {}
    return `${quote(name)} ${duckdbType[type]}`
  })
  await connection.run(`CREATE OR REPLACE TEMP TABLE changes
    (${columns.join(', ')}, ${order} BIGINT, ${internal.moved} BOOLEAN, ${internal.action} VARCHAR)`)
}

/** Lets go of the memory that the work of a publish takes. */
export async function forgetChanges({ connection }: Transaction): Promise<void> {
  const tables = ['changes', 'folded', 'touched', 'child_diff', 'spared']
  await connection.run(tables.map((table) => `DROP TABLE IF EXISTS temp.${table}`).join(';\n'))
}

/** Notes what the staged rows of a stream with a key change; answers how many records with data lost before. */
export async function noteMerge(transaction: Transaction, request: RootRequest): Promise<number> {
  const { schema, root, staged, comparesCursor } = request
  if (!staged.has(root)) return 0
  const { winners, superseded } = await fold(transaction, request)
  const isStored = `t.${quote(root.key[0] ?? '')} IS NOT NULL`
  const isOlder = comparesCursor ? hasHigherCursor(schema) : 'false'
  const partition = root.columns.find(({ role }) => role === 'partition')?.name
  const isMoved = partition === undefined ? 'false' : `w.${quote(partition)} IS DISTINCT FROM t.${quote(partition)}`
  await transaction.connection.run(`INSERT INTO ${changes}
    FROM (SELECT ${quoteAll(root.key, 'w')}, w.${order}, ${isMoved} AS ${internal.moved}, CASE
      WHEN w.${operation} = ${rowOperation.upsert} THEN CASE
        WHEN NOT (${isStored}) THEN 'insert'
        WHEN NOT w.${internal.gone} AND (${isOlder}) THEN 'superseded'
        WHEN NOT (${isLive(root, 't')}) THEN 'return'
        WHEN ${differs(root, 'w', 't')} THEN 'update'
        ELSE 'same' END
      WHEN NOT (${isStored}) OR NOT (${isLive(root, 't')}) THEN NULL
      WHEN w.${internal.gone} THEN 'deletedBySource'
      WHEN w.${operation} IS NULL OR (${isOlder}) THEN NULL
      ELSE 'deletedByFilter' END AS ${internal.action}
    FROM ${winners} w LEFT JOIN ${transaction.table(root.name)} t ON ${joinOn(root.key, 'w', 't')})
    WHERE ${internal.action} IS NOT NULL`)
  return superseded
}

/** Notes all staged rows as new. For streams without a key: their rows are named by where they were read. */
export async function noteAppend(
  transaction: Transaction,
  { root, staged }: Pick<RootRequest, 'root' | 'staged'>,
): Promise<void> {
  const { connection } = transaction
  if (!staged.has(root)) return
  await connection.run(`INSERT INTO ${changes}
    SELECT ${quoteAll(root.key)}, ${order}, false, 'insert' FROM ${staged.select(root)}`)
}

/** Throws a `DestinationError` if a row that is to be added stands already, and stays. */
export async function refuseRepeated(transaction: Transaction, root: TableSchema): Promise<void> {
  const repeated = await transaction.connection.count(`SELECT count(*) FROM ${changes} c
    SEMI JOIN ${transaction.table(root.name)} t ON ${joinOn(root.key, 'c', 't')}
    WHERE c.${internal.action} = 'insert'
    AND NOT EXISTS (FROM ${changes} r WHERE r.${internal.action} = 'remove' AND ${joinOn(root.key, 'c', 'r')})`)
  if (repeated === 0) return
  throw new DestinationError({
    message: `a row of table ${root.name} is there already: rows without a key need new names`,
  })
}

/** Notes that the rows which these partitions brought go, and those of which no partition is noted. */
export async function noteReplace(
  transaction: Transaction,
  { root, partitions }: { readonly root: TableSchema; readonly partitions: readonly string[] },
): Promise<void> {
  const column = root.columns.find(({ role }) => role === 'partition')?.name
  const list = partitions.map(literal).join(', ')
  const isTheirs =
    column === undefined
      ? 'true'
      : `t.${quote(column)} IS NULL${list === '' ? '' : ` OR t.${quote(column)} IN (${list})`}`
  await noteRemoved(transaction, root, isTheirs)
}

/** Notes the rows that `findMissing` found and that were not staged since. */
export async function noteMissing(
  transaction: Transaction,
  request: { readonly root: TableSchema; readonly staged: StagedRows; readonly missing: string },
): Promise<void> {
  const { root, staged, missing } = request
  const wasStaged = staged.has(root)
    ? `AND NOT EXISTS (FROM ${staged.select(root)} s WHERE ${joinOn(root.key, 's', 't')})`
    : ''
  await transaction.connection.run(`INSERT INTO ${changes}
    SELECT ${quoteAll(root.key, 't')}, NULL, false, 'missing' FROM ${transaction.table(root.name)} t
    SEMI JOIN ${missing} m ON ${joinOn(root.key, 't', 'm')}
    WHERE ${isLive(root, 't')} ${wasStaged}`)
}

/** Notes all rows that nothing staged names, not even as seen, and that are not missing. */
export async function noteUnstaged(
  transaction: Transaction,
  { root, staged }: Pick<RootRequest, 'root' | 'staged'>,
): Promise<void> {
  const wasStaged = staged.has(root)
    ? `NOT EXISTS (FROM ${staged.select(root)} s WHERE ${joinOn(root.key, 's', 't')})`
    : 'true'
  const isNoted = `EXISTS (FROM ${changes} c WHERE ${joinOn(root.key, 'c', 't')})`
  await noteRemoved(transaction, root, `${wasStaged} AND NOT ${isNoted}`)
}

/** How many records there are of each action. */
export async function countChanges({ connection }: Transaction): Promise<ReadonlyMap<string, number>> {
  const rows = await connection.rows(`SELECT ${internal.action}, count(*) FROM ${changes} GROUP BY ALL`)
  return new Map(rows.map(([action, count]) => [String(action), Number(count)]))
}

async function noteRemoved(transaction: Transaction, root: TableSchema, condition: string): Promise<void> {
  await transaction.connection.run(`INSERT INTO ${changes}
    SELECT ${quoteAll(root.key, 't')}, NULL, false, CASE WHEN ${isLive(root, 't')} THEN 'remove' ELSE 'purge' END
    FROM ${transaction.table(root.name)} t WHERE ${condition}`)
}

/** NULL is the lowest cursor. */
function hasHigherCursor({ cursor }: StreamSchema): string {
  if (cursor === undefined) return 'false'
  const [stored, staged] = [`t.${quote(cursor)}`, `w.${quote(cursor)}`]
  return `${stored} IS NOT NULL AND (${staged} IS NULL OR ${stored} > ${staged})`
}
