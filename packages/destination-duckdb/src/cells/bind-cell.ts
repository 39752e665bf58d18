import { DestinationError } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  DuckDBTimeValue,
} from '@duckdb/node-api'
import type { DuckDBValue } from '@duckdb/node-api'
import { decimalScale, decimalWidth } from './duckdb-type.ts'
import { parseDecimal } from './parse-decimal.ts'
import { parseDays, parseMicroseconds } from './parse-time.ts'

const microsecondsPerDay = 86_400_000_000n

/** The cell as a parameter of a statement; to be bound as the `clientType` of its column type. */
export function bindCell(cell: CellValue, type: ColumnType): DuckDBValue {
  if (cell === null) return null
  switch (type) {
    case 'boolean':
      if (typeof cell === 'boolean') return cell
      break
    case 'integer':
      if (typeof cell === 'number' || typeof cell === 'bigint') return BigInt(cell)
      break
    case 'float':
      if (typeof cell === 'number') return cell
      break
    case 'decimal':
      if (typeof cell === 'string') return new DuckDBDecimalValue(parseDecimal(cell), decimalWidth, decimalScale)
      break
    case 'text':
    case 'json':
      if (typeof cell === 'string') return cell
      break
    case 'timestamp':
      if (typeof cell === 'string') return new DuckDBTimestampTZValue(parseTimestamp(cell))
      break
    case 'date':
      if (typeof cell === 'string') return new DuckDBDateValue(parseDays(cell))
      break
    case 'time':
      if (typeof cell === 'string') return new DuckDBTimeValue(BigInt(parseMicroseconds(cell, 0)))
      break
    case 'binary':
      if (cell instanceof Uint8Array) return new DuckDBBlobValue(cell)
      break
    default:
      return type satisfies never
  }
  throw new DestinationError({ message: `a ${typeof cell} cannot be bound as ${type}` })
}

function parseTimestamp(text: string): bigint {
  return BigInt(parseDays(text)) * microsecondsPerDay + BigInt(parseMicroseconds(text, 11))
}
