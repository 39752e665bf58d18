import { isHistoric, widerTypes } from '@millrace/core/plugin'
import type { ColumnSchema, StreamOutcome, StreamSchema, TableSchema } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import {
  addColumn,
  createDelta,
  createTable,
  dropColumn,
  renameColumn,
  renameTables,
  widenColumn,
} from '../schema/alter-table.ts'
import type { Column } from '../schema/alter-table.ts'
import { readColumns } from '../schema/read-columns.ts'
import { forgetTable, noteTable, readOwnedTables } from '../schema/table-names.ts'
import { dropSeen } from '../state/seen-keys.ts'
import { updateStream } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import { isLive } from './commit.ts'
import type { Commit } from './commit.ts'
import { seedHistory, writeHistory } from './history.ts'

interface Reshaped {
  readonly entry: StreamEntry
  /** Rows that were deleted because they cannot be matched any more, by table path. */
  readonly deleted: Readonly<Record<string, number>>
}

/**
 * Gives the published tables the shape of the rebuild. Where a table keeps its key its rows stay, as far as the new
 * columns can hold them, so that the merge which follows finds the differences; all others lose their rows here.
 * DuckDB lets a transaction alter a table and then change its rows, but not the other way round.
 */
export async function reshapeTables(
  transaction: Transaction,
  entry: StreamEntry,
  { rebuild, commit }: { readonly rebuild: StreamSchema; readonly commit: Commit },
): Promise<Reshaped> {
  const before = entry.schema
  const lost = before.tables.filter(({ path }) => !keepsRows(before, rebuild, path))
  const deleted: Record<string, number> = {}
  for (const table of before.tables) await seedHistory(transaction, entry, { table, commit })
  for (const table of lost) {
    const rows = `${transaction.table(table.name)} t WHERE ${isLive(table, 't')}`
    deleted[table.path] = await transaction.connection.count(`SELECT count(*) FROM ${rows}`)
    await writeHistory(transaction, { table, commit, operation: `'delete'`, rows, alias: 't' })
  }
  await moveTables(transaction, entry, { rebuild, lost })
  await moveDeltas(transaction, entry, rebuild)
  const [root] = before.tables
  if (root !== undefined && lost.includes(root)) await dropSeen(transaction, entry)
  const schema = { ...rebuild, version: before.version + 1 }
  return { entry: await updateStream(transaction, entry, { schema }), deleted }
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
  { rebuild, lost }: { readonly rebuild: StreamSchema; readonly lost: readonly TableSchema[] },
): Promise<void> {
  const after = new Map(rebuild.tables.map((table) => [table.path, table]))
  for (const { path, name } of schema.tables) {
    if (after.has(path)) continue
    await transaction.connection.run(`DROP TABLE ${transaction.table(name)}`)
    await forgetTable(transaction, name)
  }
  const kept = schema.tables.filter(({ path }) => after.has(path))
  const renames = kept.map(({ path, name }) => ({ from: name, to: after.get(path)?.name ?? name }))
  await renameTables(
    transaction,
    renames.filter(({ from, to }) => from !== to),
  )
  for (const table of kept) {
    const target = after.get(table.path)
    if (target === undefined) continue
    await fitTable(transaction, { before: table.columns, after: target.columns, table: transaction.table(target.name) })
    if (lost.includes(table)) await transaction.connection.run(`DELETE FROM ${transaction.table(target.name)}`)
  }
  for (const table of rebuild.tables) {
    if (kept.some(({ path }) => path === table.path)) continue
    await createTable(transaction, table)
    await noteTable(transaction, {
      pipeline,
      stream,
      path: table.path,
      name: table.name,
      kind: 'table',
      isSeeded: true,
    })
  }
}

/** Columns that the rebuild does not have go; what cannot be widened begins empty. */
async function fitTable(
  transaction: Transaction,
  given: { readonly before: readonly ColumnSchema[]; readonly after: readonly ColumnSchema[]; readonly table: string },
): Promise<void> {
  const { before, after, table } = given
  const wanted = new Map(after.map((column) => [column.name, column]))
  const dropped: string[] = []
  for (const { name, type } of before) {
    const column = wanted.get(name)
    if (column?.type === type) continue
    if (column !== undefined && isWider(column, { name, type })) {
      await widenColumn(transaction, table, { name, from: type, to: column.type })
      continue
    }
    if (column === undefined) {
      dropped.push(name)
      continue
    }
    // A table must not lose its last column, so the new one comes before the old one goes.
    const between = `_mr_dropped_${dropped.length}`
    await renameColumn(transaction, table, { from: name, to: between })
    await addColumn(transaction, table, column)
    dropped.push(between)
  }
  const held = new Set(before.map(({ name }) => name))
  for (const column of after) if (!held.has(column.name)) await addColumn(transaction, table, column)
  for (const name of dropped) await dropColumn(transaction, table, name)
}

/** The history of a path goes on, under its new name and with the new columns. */
async function moveDeltas(
  transaction: Transaction,
  { pipeline, stream, schema }: StreamEntry,
  rebuild: StreamSchema,
): Promise<void> {
  const nameBefore = (path: string): string | undefined => schema.tables.find((table) => table.path === path)?.delta
  const renames = rebuild.tables.flatMap(({ path, delta: to }) => {
    const from = nameBefore(path)
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }]
  })
  await renameTables(transaction, renames)
  for (const table of rebuild.tables) {
    const { path, delta: name } = table
    if (name === undefined) continue
    const owned = await readOwnedTables(transaction, { pipeline, stream, path })
    const held = owned.find((candidate) => candidate.kind === 'delta' && candidate.name === name)
    if (held === undefined) await createDelta(transaction, table, name)
    else await fitDelta(transaction, table, name)
    const isSeeded = held !== undefined && held.isSeeded && nameBefore(path) !== undefined
    await noteTable(transaction, { pipeline, stream, path, name, kind: 'delta', isSeeded })
  }
}

/** A column that has another type now begins anew; what it held until then stays in `<column>__<type>`. */
async function fitDelta(transaction: Transaction, table: TableSchema, name: string): Promise<void> {
  const delta = transaction.table(name)
  const standing = await readColumns(transaction, name)
  const taken = new Set(standing.map((column) => column.name))
  for (const column of table.columns.filter(isHistoric)) {
    const held = standing.find((candidate) => candidate.name === column.name)
    if (held !== undefined && held.type === column.type) continue
    if (held?.type !== undefined && isWider(column, { name: held.name, type: held.type })) {
      await widenColumn(transaction, delta, { name: column.name, from: held.type, to: column.type })
      continue
    }
    if (held !== undefined) {
      let free = `${held.name}__${held.type ?? 'other'}`
      while (taken.has(free)) free += '_'
      taken.add(free)
      await renameColumn(transaction, delta, { from: held.name, to: free })
    }
    await addColumn(transaction, delta, column)
  }
}

function isWider(to: Column, from: Column): boolean {
  return widerTypes[from.type]?.includes(to.type) ?? false
}
