/** Rows of which each cell could be stored, but not the row, or not its entry in the index of the table's key. */

import type { CellValue, ColumnType, TableBatch, TableSchema } from '@millrace/core/plugin'
import type { UnstorableCode } from './unstorable-code.ts'

/** A row that Postgres cannot hold. */
export interface OversizedRow {
  readonly row: number
  /** A column at fault; undefined where all are together. */
  readonly column: string | undefined
  readonly code: UnstorableCode
}

/** An entry of a btree takes 2,704 bytes, less what Postgres adds for itself. */
const maxKeyBytes = 2600

/** A row takes 8,160 bytes in its page, less what the destination adds in the table and in its history. */
const maxRowBytes = 8000
/** What is longer can be kept in another place; what is not stays in the row, compressed texts among it. */
const maxBytesInRow = 24
const rowHeaderBytes = 24

/** The rows of a table that are too large. Looks at keys, and at whole rows only where there are hundreds of columns. */
export function findOversized(table: TableSchema, batch: TableBatch): readonly OversizedRow[] {
  const isWide = batch.columns.length * maxBytesInRow > maxRowBytes - rowHeaderBytes - batch.columns.length / 8
  return [...findLongKeys(table, batch), ...(isWide ? findWideRows(batch) : [])]
}

function findLongKeys(table: TableSchema, { columns, rowCount }: TableBatch): readonly OversizedRow[] {
  const keys = columns.filter(({ name }) => table.key.includes(name))
  const texts = keys.filter(({ type }) => !fixedBytes.has(type))
  if (texts.length === 0) return []
  const fixed = (keys.length - texts.length) * 8
  const found: OversizedRow[] = []
  for (let row = 0; row < rowCount; row += 1) {
    let most = fixed
    for (const { values } of texts) most += mostBytes(values[row] ?? null)
    if (most <= maxKeyBytes) continue
    const sizes = texts.map(({ name, values }) => ({ name, bytes: countBytes(values[row] ?? null) }))
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, fixed)
    const [longest] = sizes.toSorted((left, right) => right.bytes - left.bytes)
    if (total > maxKeyBytes) found.push({ row, column: longest?.name, code: 'key_too_long' })
  }
  return found
}

function findWideRows({ columns, rowCount }: TableBatch): readonly OversizedRow[] {
  const sizes = new Float64Array(rowCount).fill(rowHeaderBytes + columns.length / 8)
  for (const { type, values } of columns) {
    const fixed = fixedBytes.get(type)
    for (let row = 0; row < rowCount; row += 1) {
      const cell = values[row] ?? null
      if (cell !== null) sizes[row] = (sizes[row] ?? 0) + (fixed ?? bytesInRow(cell, type))
    }
  }
  return [...sizes.keys()]
    .filter((row) => (sizes[row] ?? 0) > maxRowBytes)
    .map((row) => ({ row, column: undefined, code: 'row_too_large' }))
}

/** With what is needed to begin at a multiple of the size. */
const fixedBytes: ReadonlyMap<ColumnType, number> = new Map([
  ['boolean', 1],
  ['integer', 8],
  ['float', 8],
  ['timestamp', 8],
  ['date', 4],
  ['time', 8],
])

/** What a text or bytes can take at most, without looking at them. */
function mostBytes(cell: CellValue): number {
  if (typeof cell === 'string') return 4 + cell.length * 3
  return cell instanceof Uint8Array ? 4 + cell.length : 4
}

function countBytes(cell: CellValue): number {
  return typeof cell === 'string' ? 4 + Buffer.byteLength(cell) : mostBytes(cell)
}

/** What a text or bytes can take in the row. */
function bytesInRow(cell: CellValue, type: ColumnType): number {
  const isLong = type === 'json' || mostBytes(cell) > 4 * maxBytesInRow
  // Of short ones the length is kept in one byte; decimals have a head.
  const bytes = isLong ? maxBytesInRow : countBytes(cell) - 3 + (type === 'decimal' ? 4 : 0)
  return Math.min(bytes, maxBytesInRow)
}
