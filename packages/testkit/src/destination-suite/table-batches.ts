import { rowOperation, systemColumns } from '@millrace/core/plugin'
import type { CellValue, TableBatch, TableSchema } from '@millrace/core/plugin'
import { KeyOperation } from './key-operation.ts'
import type { TestStream } from './test-stream.ts'

/** A record as a test writes it: cells by column name, children as arrays. What is left out is NULL. */
export interface TestRecord {
  readonly [field: string]: CellValue | undefined | readonly TestRecord[]
}

export type TestEntry = TestRecord | KeyOperation

/** Where the entries of a batch come from. */
export interface BatchPlace {
  readonly partition: string
  readonly firstOrdinal: number
  /** Names the rows of a stream without a key; different for each run. */
  readonly runNumber: number
}

interface PendingRow {
  readonly ordinal: number
  readonly operation: number
  readonly cells: Record<string, CellValue | undefined>
}

/** Entries as the column batches of their tables, root first. A column that no row gives is left out. */
export function tableBatches(
  stream: TestStream,
  entries: readonly TestEntry[],
  place: BatchPlace,
): readonly TableBatch[] {
  const rows = new Map<string, PendingRow[]>(stream.schema.tables.map((table) => [table.path, []]))
  entries.forEach((entry, index) => addEntry(entry, place.firstOrdinal + index))
  return stream.schema.tables
    .filter((table) => table.path === '' || rows.get(table.path)?.length !== 0)
    .map((table) => toBatch(table, rows.get(table.path) ?? [], stream.schema.isKeyed))

  function addEntry(entry: TestEntry, ordinal: number): void {
    const isOperation = entry instanceof KeyOperation
    const given = isOperation ? entry.cells : entry
    const cells: Record<string, CellValue | undefined> = cellsOf(given)
    if (!stream.schema.isKeyed) cells[systemColumns.id] = `${place.runNumber}-${place.partition}-${ordinal}`
    if (stream.shape.hasPartitions === true) cells[systemColumns.partition] = place.partition
    rows.get('')?.push({ ordinal, operation: isOperation ? entry.operation : rowOperation.upsert, cells })
    const rootKey = (stream.schema.tables[0]?.key ?? []).map((name) => cells[name])
    if (!isOperation) addChildren('', entry, ordinal, rootKey, [])
  }

  function addChildren(
    path: string,
    parent: TestRecord,
    ordinal: number,
    rootKey: readonly (CellValue | undefined)[],
    positions: readonly number[],
  ): void {
    for (const table of stream.schema.tables.filter((candidate) => candidate.parent === path)) {
      const elements = parent[fieldOf(table)]
      if (!Array.isArray(elements)) continue
      const children: readonly TestRecord[] = elements
      children.forEach((element, position) => {
        const cells = cellsOf(element)
        table.rootKey.forEach((name, index) => (cells[name] = rootKey[index]))
        positions.forEach((ancestor, depth) => (cells[`${systemColumns.index}_${depth + 1}`] = ancestor))
        cells[systemColumns.index] = position
        rows.get(table.path)?.push({ ordinal, operation: rowOperation.upsert, cells })
        addChildren(table.path, element, ordinal, rootKey, [...positions, position])
      })
    }
  }
}

/** The field of the parent in which a child table's array stands. */
export function fieldOf(table: TableSchema): string {
  return table.steps.at(-2) ?? ''
}

function cellsOf(record: TestRecord): Record<string, CellValue | undefined> {
  // Without a prototype, so that a column may be called `__proto__`.
  const cells: Record<string, CellValue | undefined> = Object.create(null)
  for (const [name, value] of Object.entries(record)) {
    if (isCell(value)) cells[name] = value
  }
  return cells
}

function isCell(value: TestRecord[string]): value is CellValue | undefined {
  return !Array.isArray(value)
}

function toBatch(table: TableSchema, rows: readonly PendingRow[], isKeyed: boolean): TableBatch {
  const columns = table.columns.filter(({ name }) => rows.some((row) => row.cells[name] !== undefined))
  return {
    path: table.path,
    rowCount: rows.length,
    ordinals: rows.map((row) => row.ordinal),
    ...(table.path === '' && isKeyed ? { operations: Uint8Array.from(rows, (row) => row.operation) } : {}),
    columns: columns.map(({ name, type }) => ({ name, type, values: rows.map((row) => row.cells[name] ?? null) })),
  }
}
