/**
 * The history of a table. Each row is a full image: of the new row for `insert` and `update`, of the old one for
 * `delete`. A row that is marked as deleted counts as gone.
 */

import { deltaColumns, isHistoric } from '@millrace/core/plugin'
import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column, columns, joinOn } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { noteTable, readOwnedTables } from '../schema/table-names.ts'
import type { OwnedTable } from '../schema/table-names.ts'
import type { StreamEntry } from '../state/streams.ts'
import { instant, isLive } from './commit.ts'
import type { Commit } from './commit.ts'
import { differs } from './same-row.ts'

/** Writes changes into a delta table: `rows` is what follows `from`, `alias` what has the columns of the table there. */
export async function writeHistory(
  transaction: Transaction,
  given: {
    readonly table: TableSchema
    readonly commit: Commit
    readonly operation: Sql
    readonly rows: Sql
    readonly alias: string
  },
): Promise<void> {
  const { table, commit, operation, rows, alias } = given
  if (table.delta === undefined) return
  const names = historicColumns(table)
  const written = await transaction.connection.run(
    sql`insert into ${transaction.table(table.delta)} (${columns([...leading, ...names])})
      select ${operation}, ${instant(commit)}, ${commit.run}::text, ${commit.sequence}::bigint, ${columns(names, alias)}
      from ${rows}`,
  )
  commit.rowChanges.add(table.delta, written)
}

/** Whether the history of any table of a stream has to catch up with its rows before it can go on. */
export async function needsSeeding(transaction: Transaction, entry: StreamEntry): Promise<boolean> {
  for (const table of entry.schema.tables) {
    const delta = await findUnseeded(transaction, entry, table)
    if (delta === undefined) continue
    for (const name of [table.name, delta.name]) {
      const rows = await transaction.connection.rows(sql`select 1 from ${transaction.table(name)} limit 1`)
      if (rows.length > 0) return true
    }
  }
  return false
}

/**
 * Writes what leads from the last state in the history to the live rows: all of them when it has just been switched on,
 * the differences when it was switched off for a while. It is a commit of its own, with a lower number: so a row has at
 * most one change in a commit, and their order in it means nothing.
 */
export async function seedHistory(
  transaction: Transaction,
  entry: StreamEntry,
  { table, commit }: { readonly table: TableSchema; readonly commit: Commit },
): Promise<void> {
  const delta = await findUnseeded(transaction, entry, table)
  if (delta === undefined) return
  const history = transaction.table(delta.name)
  const names = historicColumns(table)
  const [first = ''] = table.key
  const isGone = sql`${column(first, 't')} is null`
  const isNew = sql`${column(first, 'b')} is null`
  const images = names.map((name) => sql`case when ${isGone} then ${column(name, 'b')} else ${column(name, 't')} end`)
  const operation = sql.id(deltaColumns.operation)
  const written = await transaction.connection.run(
    sql`insert into ${history} (${columns([...leading, ...names])})
      with last as (
        select distinct on (${columns(table.key)}) ${operation}, ${columns(names)}
        from ${history} order by ${columns(table.key)}, ${sql.id(deltaColumns.sequence)} desc
      ),
      before as (select * from last where ${operation} <> 'delete'),
      live as (select * from ${transaction.table(table.name)} as t where ${isLive(table, 't')})
      select case when ${isGone} then 'delete' when ${isNew} then 'insert' else 'update' end,
        ${instant(commit)}, ${commit.run}::text, ${commit.seedSequence}::bigint, ${sql.join(images)}
      from live as t full join before as b on ${joinOn(table.key, 't', 'b')}
      where ${isGone} or ${isNew} or ${differs(table, 't', 'b')}`,
  )
  commit.rowChanges.add(delta.name, written)
  await noteTable(transaction, { ...delta, isSeeded: true })
}

function historicColumns(table: TableSchema): readonly string[] {
  return table.columns.filter(isHistoric).map(({ name }) => name)
}

async function findUnseeded(
  transaction: Transaction,
  { pipeline, stream }: StreamEntry,
  { path, delta }: TableSchema,
): Promise<OwnedTable | undefined> {
  if (delta === undefined) return undefined
  const owned = await readOwnedTables(transaction, { pipeline, stream, path })
  return owned.find(({ name, kind, isSeeded }) => kind === 'delta' && name === delta && !isSeeded)
}

const leading = [deltaColumns.operation, deltaColumns.at, deltaColumns.run, deltaColumns.sequence]
