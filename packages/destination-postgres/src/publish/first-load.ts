/** A load into tables that are empty needs no comparison: the rows go in as they are. */

import type { StreamCounts, TableOutcome } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Transaction } from '../database/transaction.ts'
import { withinSavepoint } from '../database/within-savepoint.ts'
import { addForeignKeys, dropForeignKeys } from '../schema/foreign-keys.ts'
import { addConstraint, hasDeferrable, hasUniqueKey, stripKey } from './bare-table.ts'
import type { RecordsWork } from './write-records.ts'
import { RowChanges } from './row-changes.ts'
import { insertAll } from './write-table.ts'

/** From so many records on an index is built faster in one go than row by row. */
const bareRecords = 2000

/**
 * Puts all staged rows into tables that are empty. Undefined, with nothing done, where rows stand, where rows only name
 * keys, where two rows have one key, or where no index would tell: those have to compete first.
 */
export async function writeFirst(
  transaction: Transaction,
  work: RecordsWork,
  counts: StreamCounts,
): Promise<Readonly<Record<string, TableOutcome>> | undefined> {
  const { root, children, staged, commit } = work
  if (!staged.has(root) || staged.others > 0 || (await hasRows(transaction, work))) return undefined
  // Nothing else says that two rows have one key.
  if (!(await hasUniqueKey(transaction, root))) return undefined
  // What is counted before everything is taken back does not count.
  const rowChanges = new RowChanges()
  try {
    const outcomes = await withinSavepoint(transaction, () =>
      load(transaction, { ...work, commit: { ...commit, rowChanges } }),
    )
    commit.rowChanges.addAll(rowChanges)
    counts.inserted += staged.upserts
    // The planner knows nothing of them before somebody looks, and a run may go on at once.
    if (staged.upserts >= bareRecords) {
      for (const { name } of [root, ...children])
        await transaction.connection.run(sql`analyze ${transaction.table(name)}`)
    }
    return outcomes
  } catch (error) {
    if (sqlStateOf(error) === uniqueViolation) return undefined
    throw error
  }
}

async function hasRows(transaction: Transaction, { root, children }: RecordsWork): Promise<boolean> {
  for (const { name } of [root, ...children]) {
    const rows = await transaction.connection.rows(sql`select 1 from ${transaction.table(name)} limit 1`)
    if (rows.length > 0) return true
  }
  return false
}

async function load(transaction: Transaction, work: RecordsWork): Promise<Readonly<Record<string, TableOutcome>>> {
  const tables = [work.root, ...work.children]
  // Postgres alters no table while constraints on its new rows are still to be looked at.
  const isLarge = work.staged.upserts >= bareRecords && !(await hasDeferrable(transaction, tables))
  const referring = isLarge ? await dropForeignKeys(transaction, tables) : new Set<string>()
  const outcomes: Record<string, TableOutcome> = {}
  for (const table of tables) {
    const key = isLarge && work.staged.has(table) ? await stripKey(transaction, table) : undefined
    outcomes[table.path] = await insertAll(transaction, { ...work, table })
    if (key !== undefined) await addConstraint(transaction, table, key)
  }
  await addForeignKeys(transaction, tables, referring)
  return outcomes
}

const uniqueViolation = '23505'
