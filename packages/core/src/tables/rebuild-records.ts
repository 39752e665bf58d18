import type { CellValue } from '../contract/column-type.ts'
import type { SourceRecord } from '../contract/json.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { readCell } from './read-cell.ts'
import { parsePath } from './path.ts'
import { setPath } from './set-path.ts'

/** A row by column name. */
export type StoredRow = Readonly<Record<string, CellValue>>

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
  const [root] = schema.tables
  if (root === undefined) return []
  const children = new Map<string, ChildTable[]>()
  for (const table of schema.tables) {
    if (table.parent === undefined) continue
    const child = readChildTable(table, rows[table.path] ?? [])
    children.set(table.parent, [...(children.get(table.parent) ?? []), child])
  }
  return (rows[root.path] ?? []).map((row) => {
    const record: Record<string, unknown> = {}
    fillObject(record, { table: root, row, position: rowKeyOf(root, row), children })
    return record
  })
}

interface ChildTable {
  readonly table: TableSchema
  /** Way of the array inside its parent's element. */
  readonly segments: readonly string[]
  /** Rows by the root's key and the places of the elements around them, in order of their own. */
  readonly rows: ReadonlyMap<string, readonly StoredRow[]>
}

interface Place {
  readonly table: TableSchema
  readonly row: StoredRow
  /** The root's key and the places down to this row. */
  readonly position: string
  readonly children: ReadonlyMap<string, readonly ChildTable[]>
}

function readChildTable(table: TableSchema, rows: readonly StoredRow[]): ChildTable {
  const ancestors = table.columns.filter((column) => column.role === 'ancestor')
  const parentLength = table.steps.slice(0, -1).lastIndexOf(null) + 1
  const byPosition = new Map<string, StoredRow[]>()
  for (const row of rows) {
    const places = ancestors.map((column) => String(row[column.name]))
    const position = [rowKeyOf(table, row), ...places].join('/')
    const group = byPosition.get(position)
    if (group === undefined) byPosition.set(position, [row])
    else group.push(row)
  }
  for (const group of byPosition.values()) group.sort((one, other) => indexOf(table, one) - indexOf(table, other))
  return { table, segments: table.steps.slice(parentLength, -1).filter((step) => step !== null), rows: byPosition }
}

/** Fills in columns and arrays; answers whether there was anything. What other columns repeat is left out. */
function fillObject(target: object, place: Place): boolean {
  const { table, row, children } = place
  let isFilled = false
  for (const child of children.get(table.path) ?? []) {
    const elements = readElements(child, place)
    if (elements === undefined) continue
    isFilled = true
    if (child.segments.length > 0) setPath(target, child.segments, elements)
  }
  for (const column of table.columns) {
    const cell = row[column.name] ?? null
    const isOwn = column.role === 'data' || (column.role === 'key' && table.parent === undefined)
    if (cell === null || !isOwn || column.path === undefined || column.path === '' || column.isDerived) continue
    isFilled = true
    setPath(target, segmentsOf(column.path), readCell(column.type, cell))
  }
  for (const column of table.columns) {
    const cell = row[column.name] ?? null
    if (cell === null || column.isDerived !== true || column.path === undefined || column.path === '') continue
    isFilled = true
    setPath(target, segmentsOf(column.path), readCell(column.type, cell), { onlyIfAbsent: true })
  }
  return isFilled
}

function readElements(child: ChildTable, { position, children }: Place): unknown[] | undefined {
  const rows = child.rows.get(position)
  return rows?.map((row) => {
    const inside = `${position}/${indexOf(child.table, row)}`
    return readElement({ table: child.table, row, position: inside, children })
  })
}

function readElement(place: Place): unknown {
  const { table, row, children } = place
  // An array directly in the array: its table hangs on this one without a name between.
  const list = children.get(table.path)?.find((child) => child.segments.length === 0)
  const elements = list === undefined ? undefined : readElements(list, place)
  if (elements !== undefined) return elements
  const value: Record<string, unknown> = {}
  if (fillObject(value, place)) return value
  for (const column of table.columns) {
    const cell = row[column.name] ?? null
    if (column.role === 'data' && column.path === '' && cell !== null) return readCell(column.type, cell)
  }
  return null
}

function rowKeyOf(table: TableSchema, row: StoredRow): string {
  return table.rootKey
    .map((name) => String(row[name]))
    .map((text) => `${text.length}:${text}`)
    .join('')
}

function indexOf(table: TableSchema, row: StoredRow): number {
  const column = table.columns.find((column) => column.role === 'position')
  return column === undefined ? 0 : Number(row[column.name])
}

function segmentsOf(path: string): string[] {
  return parsePath(path).filter((step) => step !== null)
}
