import type { CellValue, ColumnType } from '../contract/column-type.ts'
import { parseDate, parseTime } from './parse-date-time.ts'
import {
  formatDecimal,
  integerCell,
  isExactInFloat,
  parseDecimal,
  parseFloatExactly,
  parseInteger,
} from './parse-number.ts'
import { parseTimestamp } from './parse-timestamp.ts'
import { Instant } from './plain-object.ts'
import type { Scalar } from './value-kind.ts'

/** What a cell of a type may be made from; undefined where the value does not fit. Json fits anything, elsewhere. */
export function fitCell(type: ColumnType, value: Scalar, isDeclared: boolean): CellValue | undefined {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined
    case 'integer':
      return fitInteger(value, isDeclared)
    case 'float':
      return fitFloat(value, isDeclared)
    case 'decimal':
      return fitDecimal(value, isDeclared)
    case 'text':
      return typeof value === 'string' ? value : undefined
    case 'timestamp':
      if (value instanceof Instant) return value.text
      return typeof value === 'string' ? parseTimestamp(value) : undefined
    case 'date':
      return typeof value === 'string' ? parseDate(value) : undefined
    case 'time':
      return typeof value === 'string' ? parseTime(value) : undefined
    case 'binary':
      return value instanceof Uint8Array ? value : undefined
    case 'json':
      return undefined
    default:
      return type satisfies never
  }
}

/** The cell of a key, cursor or scope column: a text column also takes integers, as their digits. */
export function fitKeyCell(type: ColumnType, value: Scalar, isDeclared: boolean): CellValue | undefined {
  if (type === 'text' && typeof value === 'bigint') return String(value)
  if (type === 'text' && typeof value === 'number') return Number.isSafeInteger(value) ? String(value + 0) : undefined
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined
  return fitCell(type, value, isDeclared)
}

function fitInteger(value: Scalar, isDeclared: boolean): CellValue | undefined {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value + 0
    return isDeclared && Number.isInteger(value) ? integerCell(BigInt(value)) : undefined
  }
  if (typeof value === 'bigint') return integerCell(value)
  return isDeclared && typeof value === 'string' ? parseInteger(value) : undefined
}

function fitFloat(value: Scalar, isDeclared: boolean): CellValue | undefined {
  if (typeof value === 'number') return value + 0
  if (typeof value === 'bigint') return isExactInFloat(value) ? Number(value) : undefined
  return isDeclared && typeof value === 'string' ? parseFloatExactly(value) : undefined
}

function fitDecimal(value: Scalar, isDeclared: boolean): CellValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? formatDecimal(value) : undefined
  if (typeof value === 'bigint') return String(value)
  return isDeclared && typeof value === 'string' ? parseDecimal(value) : undefined
}
