import type { StreamOutcome, StreamSchema, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { createTable } from '../schema/alter-table.ts'
import { updateComments } from '../schema/comments.ts'
import { dropRelation } from '../schema/drop-relation.ts'
import { fitTable } from '../schema/fit-table.ts'
import { addForeignKeys, dropForeignKeys } from '../schema/foreign-keys.ts'
import { renameConstraints, renameTables } from '../schema/rename-tables.ts'
import { forgetTable, lockNames, noteTable } from '../schema/table-names.ts'
import { dropSeen } from '../state/seen-keys.ts'
import { updateStream } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import { isLive } from './commit.ts'
import type { Commit } from './commit.ts'
import { seedHistory, writeHistory } from './history.ts'
import { moveDeltas } from './move-deltas.ts'

interface Reshaped {
  readonly entry: StreamEntry
  /** Rows that were deleted because they cannot be matched any more, by table path. */
  readonly deleted: Readonly<Record<string, number>>
  /** Paths of the tables that are to refer to the root, once the rows are written. */
  readonly referring: ReadonlySet<string>
}

/**
 * Gives the published tables the shape of the rebuild. Where a table keeps its key its rows stay, as far as the new
 * columns can hold them, so that the merge which follows finds the differences; all others lose their rows here.
 */
export async function reshapeTables(
  transaction: Transaction,
  entry: StreamEntry,
  { rebuild, commit }: { readonly rebuild: StreamSchema; readonly commit: Commit },
): Promise<Reshaped> {
  const before = entry.schema
  const lost = before.tables.filter(({ path }) => !keepsRows(before, rebuild, path))
  const deleted: Record<string, number> = {}
  await lockNames(transaction)
  for (const table of before.tables) await seedHistory(transaction, entry, { table, commit })
  for (const table of lost) {
    const rows = sql`${transaction.table(table.name)} as t where ${isLive(table, 't')}`
    deleted[table.path] = await transaction.connection.count(sql`select count(*) from ${rows}`)
    await writeHistory(transaction, { table, commit, operation: sql`'delete'`, rows, alias: 't' })
  }
  await settleConstraints(transaction)
  const referred = await dropForeignKeys(transaction, before.tables)
  const wanted = transaction.places.hasForeignKeys ? rebuild.tables.map(({ path }) => path) : []
  await moveTables(transaction, entry, { rebuild, lost, commit })
  await moveDeltas(transaction, entry, rebuild)
  await updateComments(transaction, { before, after: rebuild })
  const [root] = before.tables
  if (root !== undefined && lost.includes(root)) await dropSeen(transaction, entry)
  const schema = { ...rebuild, version: before.version + 1 }
  const referring = new Set([...referred, ...wanted])
  return { entry: await updateStream(transaction, entry, { schema }), deleted, referring }
}

/** What can be done only when the rows are written. */
export async function finishReshaping(transaction: Transaction, { entry, referring }: Reshaped): Promise<void> {
  if (referring.size > 0) await settleConstraints(transaction)
  await addForeignKeys(transaction, entry.schema.tables, referring)
}

/** Postgres alters no table while constraints on its changed rows are still to be looked at. Later rows wait as before. */
async function settleConstraints({ connection }: Transaction): Promise<void> {
  await connection.run(sql`set constraints all immediate`)
  await connection.run(sql`set constraints all deferred`)
}

/** What the publish of a rebuild did, with the rows that reshaping its tables deleted. */
export function addReshaping(outcome: StreamOutcome, deleted: Reshaped['deleted']): StreamOutcome {
  const tables = Object.entries(outcome.tables).map(([path, counts]) => {
    return [path, { ...counts, deleted: counts.deleted + (deleted[path] ?? 0) }] as const
  })
  return { ...outcome, tables: Object.fromEntries(tables) }
}

/** Rows can be matched where the key of the root and that of the table itself are what they were. */
function keepsRows(before: StreamSchema, after: StreamSchema, path: string): boolean {
  return before.isKeyed && after.isKeyed && ['', path].every((candidate) => isKeySame(before, after, candidate))
}

function isKeySame(before: StreamSchema, after: StreamSchema, path: string): boolean {
  const [left, right] = [before, after].map((schema) => describeKey(schema.tables.find((table) => table.path === path)))
  return left !== undefined && left === right
}

function describeKey(table: TableSchema | undefined): string | undefined {
  return table && JSON.stringify(table.key.map((name) => table.columns.find((column) => column.name === name)))
}

async function moveTables(
  transaction: Transaction,
  { pipeline, stream, schema }: StreamEntry,
  given: { readonly rebuild: StreamSchema; readonly lost: readonly TableSchema[]; readonly commit: Commit },
): Promise<void> {
  const { rebuild, lost, commit } = given
  const after = new Map(rebuild.tables.map((table) => [table.path, table]))
  for (const { path, name } of schema.tables) {
    if (after.has(path)) continue
    await dropRelation(transaction, { name, kind: 'table' })
    await forgetTable(transaction, name)
  }
  const kept = schema.tables.filter(({ path }) => after.has(path))
  const renames = kept.map(({ path, name }) => ({ from: name, to: after.get(path)?.name ?? name }))
  await renameTables(
    transaction,
    renames.filter(({ from, to }) => from !== to),
  )
  await renameConstraints(transaction, { before: schema.tables, after: rebuild.tables })
  for (const table of kept) {
    const target = after.get(table.path)
    if (target === undefined) continue
    if (lost.includes(table)) {
      const rows = await transaction.connection.run(sql`delete from ${transaction.table(target.name)}`)
      commit.rowChanges.add(target.name, -rows)
      await settleConstraints(transaction)
    }
    await fitTable(transaction, { before: table, after: target })
  }
  for (const table of rebuild.tables) {
    const { path, name } = table
    if (kept.some((candidate) => candidate.path === path)) continue
    await createTable(transaction, table)
    await noteTable(transaction, { pipeline, stream, path, name, kind: 'table', isSeeded: true })
  }
}
