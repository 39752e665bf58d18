import type { CellValue } from '../contract/column-type.ts'
import type { SourceRecord } from '../contract/json.ts'
import type { ColumnSchema, StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { parsePath } from '../kit/parse-path.ts'
import { readCell } from './read-cell.ts'
import { setPath } from './set-path.ts'

/** A row by column name. */
type StoredRow = Readonly<Record<string, CellValue>>

/** The rows of a stream's tables. */
export interface StoredRows {
  readonly schema: StreamSchema
  /** By table path. */
  readonly rows: Readonly<Record<string, readonly StoredRow[]>>
}

/**
 * Puts the records of a stream together again, in the order of the root's rows: up to key order, the difference
 * between absent, null and empty, and equality by value.
 */
export function rebuildRecords({ schema, rows }: StoredRows): SourceRecord[] {
  const tables = new Map<string, StoredTable>()
  for (const table of schema.tables) {
    const stored = readTable(table, Object.hasOwn(rows, table.path) ? (rows[table.path] ?? []) : [])
    tables.set(table.path, stored)
    if (table.parent !== undefined) tables.get(table.parent)?.children.push(stored)
  }
  const root = schema.tables[0] === undefined ? undefined : tables.get(schema.tables[0].path)
  if (root === undefined) return []
  return [...root.rows.values()].flat().map((row) => {
    const record: Record<string, unknown> = {}
    fillObject(record, root, row, positionOf(root, row))
    return record
  })
}

interface StoredTable {
  /** Way of the array inside its parent's element. */
  readonly segments: readonly string[]
  readonly rootKey: readonly string[]
  readonly ancestors: readonly string[]
  readonly index: string | undefined
  /** Columns of fields; those that repeat others come last. */
  readonly fields: readonly Field[]
  /** Columns of elements that are scalars; likewise. */
  readonly values: readonly ColumnSchema[]
  readonly children: StoredTable[]
  /** By the root's key and the places of the elements around them, in order of their own. */
  readonly rows: ReadonlyMap<string, readonly StoredRow[]>
}

interface Field {
  readonly column: ColumnSchema
  readonly segments: readonly string[]
}

function readTable(table: TableSchema, rows: readonly StoredRow[]): StoredTable {
  const parentLength = table.steps.slice(0, -1).lastIndexOf(null) + 1
  const isRoot = table.parent === undefined
  const fields = table.columns
    .filter((column) => column.role === 'data' || (column.role === 'key' && isRoot))
    .map((column) => ({ column, segments: parsePath(column.path ?? '').filter((step) => step !== null) }))
    .sort((one, other) => Number(one.column.isDerived === true) - Number(other.column.isDerived === true))
  const byPosition = new Map<string, StoredRow[]>()
  const stored: StoredTable = {
    segments: table.steps.slice(parentLength, -1).filter((step) => step !== null),
    rootKey: table.rootKey,
    ancestors: table.columns.filter((column) => column.role === 'ancestor').map((column) => column.name),
    index: table.columns.find((column) => column.role === 'position')?.name,
    fields: fields.filter(({ segments }) => segments.length > 0),
    values: fields.filter(({ segments }) => segments.length === 0 && !isRoot).map(({ column }) => column),
    children: [],
    rows: byPosition,
  }
  for (const row of rows) {
    const position = positionOf(stored, row)
    const group = byPosition.get(position)
    if (group === undefined) byPosition.set(position, [row])
    else group.push(row)
  }
  for (const group of byPosition.values()) group.sort((one, other) => indexOf(stored, one) - indexOf(stored, other))
  return stored
}

/** Fills in arrays and columns; answers whether there was anything. */
function fillObject(target: object, table: StoredTable, row: StoredRow, position: string): boolean {
  let isFilled = false
  for (const child of table.children) {
    const elements = readElements(child, position)
    if (elements === undefined) continue
    isFilled = true
    if (child.segments.length > 0) setPath(target, child.segments, elements)
  }
  for (const { column, segments } of table.fields) {
    const cell = cellOf(row, column.name)
    if (cell === null) continue
    isFilled = true
    setPath(target, segments, readCell(column.type, cell), { onlyIfAbsent: column.isDerived === true })
  }
  return isFilled
}

function readElements(table: StoredTable, position: string): unknown[] | undefined {
  return table.rows.get(position)?.map((row) => readElement(table, row, `${position}/${indexOf(table, row)}`))
}

function readElement(table: StoredTable, row: StoredRow, position: string): unknown {
  // An array directly in the array: its table hangs on this one without a name between.
  const list = table.children.find((child) => child.segments.length === 0)
  const elements = list === undefined ? undefined : readElements(list, position)
  if (elements !== undefined) return elements
  const value: Record<string, unknown> = {}
  if (fillObject(value, table, row, position)) return value
  for (const column of table.values) {
    const cell = cellOf(row, column.name)
    if (cell !== null) return readCell(column.type, cell)
  }
  return null
}

function positionOf(table: StoredTable, row: StoredRow): string {
  const key = table.rootKey.map((name) => String(cellOf(row, name))).map((text) => `${text.length}:${text}`)
  return [key.join(''), ...table.ancestors.map((name) => String(cellOf(row, name)))].join('/')
}

function indexOf(table: StoredTable, row: StoredRow): number {
  return table.index === undefined ? 0 : Number(cellOf(row, table.index))
}

/** A column may be called like something that every object inherits. */
function cellOf(row: StoredRow, name: string): CellValue {
  return Object.hasOwn(row, name) ? (row[name] ?? null) : null
}
