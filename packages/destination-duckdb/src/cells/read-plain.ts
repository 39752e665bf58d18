import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBGeometryValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimeNSValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUnionValue,
  DuckDBVariantValue,
} from '@duckdb/node-api'
import type { DuckDBValue } from '@duckdb/node-api'
import { formatDate, formatTime, formatTimestamp } from './format-time.ts'

/**
 * A value of any SQL type as plain data. Where there is a column type like it, the form is that of its cells; a timestamp
 * without a zone has no `Z`, lists are arrays, structs and maps are objects, the rest is text as DuckDB writes it.
 */
export function readPlain(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') return readInteger(value)
  if (value === null || typeof value !== 'object') return value
  return readTime(value) ?? readComposite(value)
}

function readInteger(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function readTime(value: DuckDBValue): string | undefined {
  if (value instanceof DuckDBTimestampTZValue) {
    const text = formatTimestamp(value.micros, 6)
    return text.endsWith('infinity') ? text : `${text}Z`
  }
  if (value instanceof DuckDBTimestampValue) return formatTimestamp(value.micros, 6)
  if (value instanceof DuckDBTimestampSecondsValue) return formatTimestamp(value.seconds, 0)
  if (value instanceof DuckDBTimestampMillisecondsValue) return formatTimestamp(value.millis, 3)
  if (value instanceof DuckDBTimestampNanosecondsValue) return formatTimestamp(value.nanos, 9)
  if (value instanceof DuckDBDateValue) return formatDate(value.days)
  if (value instanceof DuckDBTimeValue) return formatTime(value.micros, 6)
  if (value instanceof DuckDBTimeNSValue) return formatTime(value.nanos, 9)
  return undefined
}

function readComposite(value: DuckDBValue): unknown {
  if (value instanceof DuckDBDecimalValue) return readDecimal(value)
  if (value instanceof DuckDBBlobValue || value instanceof DuckDBGeometryValue) {
    return new Uint8Array(value.bytes.buffer, value.bytes.byteOffset, value.bytes.byteLength)
  }
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(readPlain)
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, readPlain(entry)]))
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: entry }) => [readKey(key), readPlain(entry)]))
  }
  if (value instanceof DuckDBUnionValue || value instanceof DuckDBVariantValue) return readPlain(value.value)
  return String(value)
}

/** Keys of a map may be of any type, those of an object are texts. */
function readKey(key: DuckDBValue): string {
  const plain = readPlain(key)
  return typeof plain === 'string' ? plain : String(key)
}

function readDecimal({ value, scale }: DuckDBDecimalValue): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
