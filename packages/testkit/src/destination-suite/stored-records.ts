import { compareCells, systemColumns } from '@millrace/core/plugin'
import type { CellValue, ColumnSchema, TableSchema } from '@millrace/core/plugin'
import type { Row } from './destination-reader.ts'
import { fieldOf } from './table-batches.ts'
import type { TestRecord } from './table-batches.ts'
import type { TestStream } from './test-stream.ts'

type MutableRecord = Record<string, CellValue | MutableRecord[]>

/**
 * Puts the records of a stream together from the rows of its tables, in the order of their keys, which is that of
 * `compareCells`. NULLs, empty arrays and rows marked as deleted are left out; children of a marked root may stand or
 * not. Throws on a row without a parent, or with the key of another.
 */
export function storedRecords(
  stream: TestStream,
  rowsOf: (table: TableSchema) => readonly Row[],
  markedRoots: readonly Row[] = [],
): readonly TestRecord[] {
  const places = new Map<string, MutableRecord>()
  const records: MutableRecord[] = []
  const rootKey = stream.schema.tables[0]?.key ?? []
  const marked = new Set(markedRoots.map((row) => placeText('', cellsOf(row, rootKey), [])))
  for (const table of stream.schema.tables) {
    const columns = placeColumns(table)
    const rows = [...rowsOf(table)].sort((left, right) => compareRows(left, right, columns))
    for (const row of rows) place(table, row)
  }
  return records

  function place(table: TableSchema, row: Row): void {
    const root = cellsOf(row, table.rootKey)
    const positions = cellsOf(row, positionColumns(table))
    const record = dataOf(table, row, stream.schema.isKeyed)
    const text = placeText(table.path, root, positions)
    if (places.has(text)) throw new Error(`two rows of ${table.name} have one key: ${text}`)
    places.set(text, record)
    if (table.parent === undefined) {
      if ((row[systemColumns.deletedAt] ?? null) === null) records.push(record)
      else marked.add(placeText('', root, []))
      return
    }
    if (marked.has(placeText('', root, []))) return
    const parent = places.get(placeText(table.parent, root, positions.slice(0, -1)))
    if (parent === undefined) throw new Error(`a row of ${table.name} has no parent: ${text}`)
    const siblings = parent[fieldOf(table)]
    if (Array.isArray(siblings)) siblings.push(record)
    else parent[fieldOf(table)] = [record]
  }
}

function cellsOf(row: Row, columns: readonly string[]): readonly CellValue[] {
  return columns.map((name) => row[name] ?? null)
}

function compareRows(left: Row, right: Row, columns: readonly ColumnSchema[]): number {
  for (const { name, type } of columns) {
    const order = compareCells(left[name] ?? null, right[name] ?? null, type)
    if (order !== 0) return order
  }
  return 0
}

function placeColumns(table: TableSchema): readonly ColumnSchema[] {
  return [...table.rootKey, ...positionColumns(table)].flatMap(
    (name) => table.columns.find((column) => column.name === name) ?? [],
  )
}

function positionColumns(table: TableSchema): readonly string[] {
  return table.columns.filter(({ role }) => role === 'ancestor' || role === 'position').map(({ name }) => name)
}

function placeText(path: string, root: readonly CellValue[], positions: readonly CellValue[]): string {
  return JSON.stringify([path, ...root, '/', ...positions], (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}

function dataOf(table: TableSchema, row: Row, isKeyed: boolean): MutableRecord {
  const isKey = (role: string): boolean => table.parent === undefined && isKeyed && role === 'key'
  const wanted = table.columns.filter(({ role }) => role === 'data' || isKey(role))
  return Object.fromEntries(wanted.map(({ name }) => [name, row[name] ?? null]).filter(([, value]) => value !== null))
}
