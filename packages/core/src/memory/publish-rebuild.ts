import type { StreamOutcome } from '../contract/publish.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { isHistoric } from '../kit/delta-columns.ts'
import { widerTypes } from '../kit/schema-changes.ts'
import { newDelta } from './deltas.ts'
import { renameTables } from './rename-tables.ts'
import type { Column, GenerationEntry, MissingRow, Row, StagedRecord, StreamEntry, Table } from './state.ts'
import { openWriter } from './stream-writer.ts'
import type { Commit, StreamWriter } from './stream-writer.ts'
import type { Transaction } from './transaction.ts'
import { widenCell } from './widen-cell.ts'
import { widenTable } from './widen-column.ts'

/**
 * Gives the published tables the shape of the rebuild. Where a table keeps its key its rows stay, as far as the new
 * columns can hold them, so that the merge which follows finds the differences; all others lose their rows here.
 */
export function reshapeTables(
  transaction: Transaction,
  entry: StreamEntry,
  given: { readonly generation: GenerationEntry; readonly missing: readonly MissingRow[]; readonly commit: Commit },
): { readonly schema: StreamSchema; readonly outcome: StreamOutcome | undefined } {
  const { rebuild = entry.schema } = given.generation
  const before = entry.schema
  const writer = openWriter(transaction, before, given.commit)
  for (const { key } of given.missing) writer?.delete(key, 'delete')
  for (const tableWriter of writer === undefined ? [] : [writer.root, ...writer.children]) {
    if (keepsRows(before, rebuild, tableWriter.schema.path)) continue
    for (const group of tableWriter.groups) tableWriter.deleteRows(group)
  }
  const outcome = writer?.finish(transaction)
  moveTables(transaction, entry, rebuild)
  moveDeltas(transaction, entry, rebuild)
  const schema = { ...rebuild, version: before.version + 1 }
  transaction.updateStream(entry, { schema })
  return { schema, outcome }
}

/** Removes what the rebuild did not bring. A record that was only seen keeps its row. */
export function removeUnstaged(writer: StreamWriter, staged: readonly StagedRecord[]): void {
  const brought = new Set(staged.map(({ key }) => key))
  for (const key of writer.root.groups) {
    if (!brought.has(key)) writer.remove(key)
  }
}

/** What the publish of a rebuild did, with the rows that reshaping its tables deleted. */
export function addReshaping(outcome: StreamOutcome, reshaping: StreamOutcome | undefined): StreamOutcome {
  if (reshaping === undefined) return outcome
  const tables = Object.entries(outcome.tables).map(([path, counts]) => {
    return [path, { ...counts, deleted: counts.deleted + (reshaping.tables[path]?.deleted ?? 0) }] as const
  })
  return { ...outcome, deleted: outcome.deleted + reshaping.deleted, tables: Object.fromEntries(tables) }
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

function moveTables(transaction: Transaction, { pipeline, stream, schema }: StreamEntry, rebuild: StreamSchema): void {
  const old = new Map(schema.tables.map(({ path, name }) => [path, transaction.tables.get(name)]))
  for (const { name } of schema.tables) transaction.tables.delete(name)
  for (const { name, path, columns } of rebuild.tables) {
    const rows = fitRows(old.get(path), columns)
    transaction.tables.set(name, { name, owner: { pipeline, stream, path }, columns, rows, isSeeded: true })
  }
}

function fitRows(table: Table | undefined, columns: readonly Column[]): Table['rows'] {
  const kept = columns.filter(({ name, type }) => {
    const from = table?.columns.find((column) => column.name === name)?.type
    return from !== undefined && (from === type || (widerTypes[from]?.includes(type) ?? false))
  })
  return new Map([...(table?.rows ?? [])].map(([key, rows]) => [key, rows.map((row) => fitRow(row, kept))]))
}

function fitRow(row: Row, columns: readonly Column[]): Row {
  const cells = columns.map(({ name, type }) => [name, widenCell(row.get(name) ?? null, type) ?? null] as const)
  return new Map(cells.filter(([, cell]) => cell !== null))
}

/** The history of a path goes on, under its new name and with the new columns. */
function moveDeltas(transaction: Transaction, { pipeline, stream, schema }: StreamEntry, rebuild: StreamSchema): void {
  const nameBefore = (path: string): string | undefined => schema.tables.find((table) => table.path === path)?.delta
  const renames = rebuild.tables.flatMap(({ path, delta: to }) => {
    const from = nameBefore(path)
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }]
  })
  renameTables(transaction.deltas, renames)
  for (const table of rebuild.tables) {
    const { path, delta: name } = table
    if (name === undefined) continue
    const held = transaction.deltas.get(name) ?? newDelta(name, table, { pipeline, stream, path })
    const isSeeded = held.isSeeded && nameBefore(path) !== undefined
    transaction.deltas.set(name, { ...fitDelta(held, table), isSeeded })
  }
}

/** A column that has another type now begins anew; what it held until then stays in `<column>__<type>`. */
function fitDelta(delta: Table, table: TableSchema): Table {
  return table.columns.filter(isHistoric).reduce((fitted, column) => {
    const held = fitted.columns.find(({ name }) => name === column.name)
    if (held?.type === column.type) return fitted
    if (held !== undefined && (widerTypes[held.type]?.includes(column.type) ?? false)) {
      return widenTable(fitted, column.name, column.type)
    }
    const kept = held === undefined ? fitted : renameColumn(fitted, held)
    return { ...kept, columns: [...kept.columns, column] }
  }, delta)
}

function renameColumn(table: Table, { name, type }: Column): Table {
  let free = `${name}__${type}`
  while (table.columns.some((column) => column.name === free)) free += '_'
  const rename = (text: string): string => (text === name ? free : text)
  const renameCells = (row: Row): Row => new Map([...row].map(([column, cell]) => [rename(column), cell]))
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, name: rename(column.name) })),
    rows: new Map([...table.rows].map(([group, rows]) => [group, rows.map(renameCells)])),
  }
}
