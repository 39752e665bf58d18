import type { CellValue, ColumnType } from '../../contract/column-type.ts'
import { SavepointRefusedError } from '../../contract/errors/savepoint-refused-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import type { CursorRange } from '../../contract/read-request.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'
import { compareCells } from '../../kit/compare-cells.ts'

/**
 * The engine's own savepoints of cursor streams: `{ "cursor": "2026-01-31T12:00:00Z" }`. Inside a full refresh also
 * `{ "cursor": …, "read": … }`, where `read` is what the source itself yielded as the point to go on from.
 */
export const cursorSavepointVersion: number = 1

/** Type of the cursor's column, once the tables are known. */
export function cursorType(schema: StreamSchema): ColumnType | undefined {
  if (schema.cursor === undefined) return undefined
  return schema.tables[0]?.columns.find((column) => column.name === schema.cursor)?.type
}

/**
 * Where the next read begins: at the highest cursor met, but not after the moment the reading began, since a row
 * written while it was read may have been passed by; and never before where this read began.
 */
export function toCursorSavepoint(
  highest: CellValue,
  before: CellValue,
  startBound: string,
  type: ColumnType,
): { readonly cursor: string } | undefined {
  const bound = type === 'timestamp' ? startBound : type === 'date' ? startBound.slice(0, 10) : undefined
  const capped = bound !== undefined && compareCells(highest, bound, type) > 0 ? bound : highest
  const next = compareCells(capped, before, type) < 0 ? before : capped
  return next === null ? undefined : { cursor: String(next) }
}

/** What the source yielded itself, if it did. */
export function ownSavepoint(value: JsonValue | undefined): JsonValue | undefined {
  return isObject(value) ? value['read'] : undefined
}

export function fromCursorSavepoint(value: JsonValue, type: ColumnType): CellValue {
  const text = isObject(value) ? value['cursor'] : undefined
  if (text === undefined && ownSavepoint(value) !== undefined) return null
  if (typeof text !== 'string' || (type === 'integer' && !/^-?\d+$/.test(text))) {
    throw new SavepointRefusedError(
      'the stored savepoint is none of a cursor stream; reset it, or run in mode full once',
    )
  }
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
    case 'float':
      return Number(text)
    case 'boolean':
      return text === 'true'
    default:
      return text
  }
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The range to ask for, with the look-back taken off. */
export function toRange(cursor: CellValue, lookBack: number, type: ColumnType): CursorRange | undefined {
  if (cursor === null) return undefined
  if (typeof cursor === 'bigint') return { from: String(cursor - BigInt(Math.ceil(lookBack))) }
  if (typeof cursor === 'number') return { from: cursor - lookBack }
  if (lookBack > 0 && type === 'decimal') return { from: lessWhole(String(cursor), BigInt(Math.ceil(lookBack))) }
  if (lookBack === 0 || (type !== 'timestamp' && type !== 'date')) return { from: String(cursor) }
  const instant = new Date(Date.parse(String(cursor)) - lookBack).toISOString()
  return { from: type === 'date' ? instant.slice(0, 10) : canonical(instant) }
}

/** A decimal less an integer; the fraction keeps its digits. */
function lessWhole(decimal: string, less: bigint): string {
  const [whole = '', fraction = ''] = decimal.split('.')
  const difference = BigInt(whole + fraction) - less * 10n ** BigInt(fraction.length)
  const digits = String(difference < 0n ? -difference : difference).padStart(fraction.length + 1, '0')
  const point = digits.length - fraction.length
  return `${difference < 0n ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : '.'}${digits.slice(point)}`
}

/** An instant in the form that cells have: no trailing zeros in the fraction. */
export function canonical(instant: string): string {
  return instant.replace(/(?:\.0+|(\.\d*?)0+)Z$/, '$1Z')
}
