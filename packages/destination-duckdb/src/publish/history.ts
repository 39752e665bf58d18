/**
 * The history of a table. Each row is a full image: of the new row for `insert` and `update`, of the old one for
 * `delete`. A row that is marked as deleted counts as gone.
 */

import { deltaColumns, isHistoric } from '@millrace/core/plugin'
import type { TableSchema } from '@millrace/core/plugin'
import { hasRows } from '../database/has-rows.ts'
import { joinOn, literal, quote, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { noteTable, readOwnedTables } from '../schema/table-names.ts'
import type { OwnedTable } from '../schema/table-names.ts'
import type { StreamEntry } from '../state/streams.ts'
import { instant, isLive } from './commit.ts'
import type { Commit } from './commit.ts'
import { differs } from './same-row.ts'

/** Writes changes into a delta table: `rows` is what follows `FROM`, `alias` what has the columns of the table there. */
export async function writeHistory(
  transaction: Transaction,
  given: {
    readonly table: TableSchema
    readonly commit: Commit
    /** An expression. */
    readonly operation: string
    readonly rows: string
    readonly alias: string
  },
): Promise<void> {
  const { table, commit, operation, rows, alias } = given
  if (table.delta === undefined) return
  const columns = historicColumns(table)
  await transaction.connection.run(
    `INSERT INTO ${transaction.table(table.delta)} (${quoteAll([...leading, ...columns])})
      SELECT ${operation}, ${instant(commit)}, ${literal(commit.run)}, ${commit.sequence}, ${quoteAll(columns, alias)}
      FROM ${rows}`,
  )
}

/** Whether the history of any table of a stream has to catch up with its rows before it can go on. */
export async function needsSeeding(transaction: Transaction, entry: StreamEntry): Promise<boolean> {
  for (const table of entry.schema.tables) {
    const delta = await findUnseeded(transaction, entry, table)
    if (delta === undefined) continue
    const tables = [transaction.table(table.name), transaction.table(delta.name)]
    for (const name of tables) {
      if (await hasRows(transaction, name)) return true
    }
  }
  return false
}

/**
 * Writes what leads from the last state in the history to the live rows: all of them when it has just been switched on,
 * the differences when it was switched off for a while. It is a commit of its own, the one before: so a row has at
 * most one change in a commit, and their order in it means nothing.
 */
export async function seedHistory(
  transaction: Transaction,
  entry: StreamEntry,
  { table, commit }: { readonly table: TableSchema; readonly commit: Commit },
): Promise<void> {
  const delta = await findUnseeded(transaction, entry, table)
  if (delta === undefined) return
  const { connection } = transaction
  const history = transaction.table(delta.name)
  const columns = historicColumns(table)
  const [first = ''] = table.key
  const isGone = `t.${quote(first)} IS NULL`
  const isNew = `b.${quote(first)} IS NULL`
  const images = columns.map((name) => `CASE WHEN ${isGone} THEN b.${quote(name)} ELSE t.${quote(name)} END`)
  await connection.run(
    `INSERT INTO ${history} (${quoteAll([...leading, ...columns])})
      WITH last AS (
        SELECT * FROM ${history} QUALIFY row_number()
          OVER (PARTITION BY ${quoteAll(table.key)} ORDER BY ${quote(deltaColumns.sequence)} DESC) = 1
      ),
      before AS (SELECT * FROM last WHERE ${quote(deltaColumns.operation)} <> 'delete'),
      live AS (SELECT * FROM ${transaction.table(table.name)} t WHERE ${isLive(table, 't')})
      SELECT CASE WHEN ${isGone} THEN 'delete' WHEN ${isNew} THEN 'insert' ELSE 'update' END,
        ${instant(commit)}, ${literal(commit.run)}, ${commit.sequence - 1}, ${images.join(', ')}
      FROM live t FULL JOIN before b ON ${joinOn(table.key, 't', 'b')}
      WHERE ${isGone} OR ${isNew} OR ${differs(table, 't', 'b')}`,
  )
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
