import type { SchemaStep } from '../kit/schema-changes.ts'
import type { ColumnType } from '../contract/column-type.ts'
import type { Row, StagedBatches, StagedRecord, StreamEntry, Table } from './state.ts'
import type { Transaction } from './transaction.ts'
import { widenCell } from './widen-cell.ts'

export type WidenStep = SchemaStep & { readonly type: 'widenColumn' }

/** Whether every value of the column, stored or staged, stays what it is in the wider type. */
export function canWiden(transaction: Transaction, entry: StreamEntry, step: WidenStep, isRebuild: boolean): boolean {
  const tables = isRebuild ? [] : storedTables(transaction, entry, step.path)
  const stored = tables.flatMap((table) => [...table.rows.values()])
  const staged = stagedBatches(entry, isRebuild).flatMap((batch) => batch.map((record) => rowsAt(record, step.path)))
  return [...stored, ...staged].every((rows) =>
    rows.every((row) => widenCell(row.get(step.column) ?? null, step.to) !== undefined),
  )
}

/** Gives a column a wider type in the table, its delta tables and all that is staged for it. */
export function widenColumn(
  transaction: Transaction,
  entry: StreamEntry,
  step: WidenStep,
  isRebuild: boolean,
): StreamEntry {
  for (const table of isRebuild ? [] : storedTables(transaction, entry, step.path)) {
    const tables = transaction.tables.get(table.name) === table ? transaction.tables : transaction.deltas
    tables.set(table.name, widenTable(table, step.column, step.to))
  }
  const widen = (batches: StagedBatches): StagedBatches =>
    batches.map((batch) => batch.map((record) => widenRecord(record, step)))
  const { generation } = entry
  const partitions = new Map(entry.partitions)
  for (const [partition, held] of partitions) {
    if (isStagedFor(entry, held.generation, isRebuild))
      partitions.set(partition, { ...held, batches: widen(held.batches) })
  }
  if (generation === undefined || !isStagedFor(entry, generation.id, isRebuild)) {
    return transaction.updateStream(entry, { partitions })
  }
  const staged = [...generation.partitions].map(
    ([partition, held]) => [partition, { ...held, batches: widen(held.batches) }] as const,
  )
  return transaction.updateStream(entry, { partitions, generation: { ...generation, partitions: new Map(staged) } })
}

/** The same table with one column in a wider type. */
export function widenTable(table: Table, column: string, to: ColumnType): Table {
  return {
    ...table,
    columns: table.columns.map((held) => (held.name === column ? { ...held, type: to } : held)),
    rows: new Map([...table.rows].map(([group, rows]) => [group, rows.map((row) => widenRow(row, column, to))])),
  }
}

/** The table of this path, and its delta tables, those that are switched off included. */
function storedTables(transaction: Transaction, entry: StreamEntry, path: string): readonly Table[] {
  return [...transaction.tables.values(), ...transaction.deltas.values()].filter(
    ({ owner }) => owner?.pipeline === entry.pipeline && owner.stream === entry.stream && owner.path === path,
  )
}

function stagedBatches(entry: StreamEntry, isRebuild: boolean): StagedBatches {
  const { generation } = entry
  const isDurableMeant = generation !== undefined && isStagedFor(entry, generation.id, isRebuild)
  return [
    ...[...entry.partitions.values()].filter((held) => isStagedFor(entry, held.generation, isRebuild)),
    ...(isDurableMeant ? generation.partitions.values() : []),
  ].flatMap((held) => held.batches)
}

function isStagedFor(entry: StreamEntry, generation: string | undefined, isRebuild: boolean): boolean {
  return (generation !== undefined && entry.generation?.rebuild !== undefined) === isRebuild
}

function rowsAt(record: StagedRecord, path: string): readonly Row[] {
  return path === '' ? [record.root] : (record.children.get(path) ?? [])
}

function widenRecord(record: StagedRecord, { path, column, to }: WidenStep): StagedRecord {
  if (path === '') return { ...record, root: widenRow(record.root, column, to) }
  const rows = record.children.get(path)
  if (rows === undefined) return record
  const widened = rows.map((row) => widenRow(row, column, to))
  return { ...record, children: new Map(record.children).set(path, widened) }
}

function widenRow(row: Row, column: string, to: ColumnType): Row {
  const cell = widenCell(row.get(column) ?? null, to) ?? null
  return cell === null ? row : new Map(row).set(column, cell)
}
