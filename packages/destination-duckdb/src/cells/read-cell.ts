import { DestinationError } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { DuckDBBlobValue } from '@duckdb/node-api'
import type { DuckDBValue } from '@duckdb/node-api'
import { readPlain } from './read-plain.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The SQL with which a column is to be selected so that `readCell` gets all of it: the client takes a byte order mark off
 * the beginning of a text, so texts are read as bytes.
 */
export function readableSql(column: string, type: ColumnType): string {
  return type === 'text' || type === 'json' ? `encode(${column})` : column
}

/** A value of a result as the cell it is in a column of this type. */
export function readCell(value: DuckDBValue, type: ColumnType): CellValue {
  if ((type === 'text' || type === 'json') && value instanceof DuckDBBlobValue) return decoder.decode(value.bytes)
  const cell = readPlain(value)
  if (isCellValue(cell)) return cell
  throw new DestinationError({ message: `DuckDB gave a ${typeof cell} for a cell of type ${type}` })
}

function isCellValue(value: unknown): value is CellValue {
  if (typeof value === 'object') return value === null || value instanceof Uint8Array
  return typeof value !== 'undefined'
}
