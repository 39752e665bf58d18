import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { findFreeName, foreignKeyName, primaryKeyName } from './object-names.ts'

export interface Rename {
  readonly from: string
  readonly to: string
}

/** Gives tables other names; they may swap them. */
export async function renameTables(transaction: Transaction, renames: readonly Rename[]): Promise<void> {
  const held = new Set(renames.map(({ from }) => from))
  const steps = renames.map((rename, index) => ({ ...rename, between: `_mr_renamed_${index}` }))
  const swapped = steps.filter(({ to }) => held.has(to))
  const direct = steps.filter((step) => !swapped.includes(step))
  for (const { from, between } of swapped) await renameTable(transaction, from, between)
  for (const { from, to } of direct) await renameTable(transaction, from, to)
  for (const { between, to } of swapped) await renameTable(transaction, between, to)
}

/**
 * Lets the names of constraints follow those of the tables; `before` holds the tables as they were called. Constraints that
 * have other names were made or renamed by somebody else, and stay.
 */
export async function renameConstraints(
  transaction: Transaction,
  { before, after }: { readonly before: readonly TableSchema[]; readonly after: readonly TableSchema[] },
): Promise<void> {
  const pairs = after.flatMap((table) => {
    const held = before.find(({ path }) => path === table.path)
    return held === undefined ? [] : [{ table, held }]
  })
  const [root] = pairs
  const renames = pairs.flatMap(({ table, held }) => {
    const own = { table, from: primaryKeyName(transaction, held), to: primaryKeyName(transaction, table) }
    if (root === undefined || table.path === '') return [own]
    const from = foreignKeyName(transaction, held, root.held)
    return [own, { table, from, to: foreignKeyName(transaction, table, root.table) }]
  })
  const due = renames.filter(({ from, to }) => from !== to)
  if (due.length === 0) return
  const steps = due.map((step, index) => ({ ...step, between: `_mr_renamed_${index}` }))
  const standing = await readConstraints(transaction, after)
  const known = steps.filter(({ table, from }) => standing.has(JSON.stringify([table.name, from])))
  for (const { table, from, between } of known) await renameConstraint(transaction, table, { from, to: between })
  for (const { table, between, to } of known) {
    await renameConstraint(transaction, table, { from: between, to: await findFreeName(transaction, to) })
  }
}

async function renameTable(transaction: Transaction, from: string, to: string): Promise<void> {
  const { connection, system } = transaction
  await connection.run(sql`alter table ${transaction.table(from)} rename to ${sql.id(to)}`)
  await connection.run(system.updateTable('tables').set({ name: to }).where('name', '=', from))
}

async function renameConstraint(transaction: Transaction, { name }: TableSchema, { from, to }: Rename): Promise<void> {
  await transaction.connection.run(
    sql`alter table ${transaction.table(name)} rename constraint ${sql.id(from)} to ${sql.id(to)}`,
  )
}

async function readConstraints(
  { connection, places }: Transaction,
  tables: readonly TableSchema[],
): Promise<ReadonlySet<string>> {
  const names = tables.map(({ name }) => name)
  const rows = await connection.rows(
    sql`select c.relname, k.conname
      from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${places.schema} and c.relname = any(${names}::text[])`,
  )
  return new Set(rows.map((row) => JSON.stringify(row)))
}
