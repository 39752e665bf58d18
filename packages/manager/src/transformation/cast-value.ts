import type { ColumnType } from '@millrace/core'
import { parseJson } from '@millrace/core/plugin'
import { canonicalJson } from '../model/values/canonical-json.ts'
import { formatDecimal, parseDecimal, toDecimal } from '../model/values/decimal.ts'
import type { Decimal } from '../model/values/decimal.ts'
import { instantOf } from '../model/values/parse-instant.ts'
import { parseDate } from '../model/values/parse-date.ts'
import { parseTime } from '../model/values/parse-time.ts'

/** What stands for "does not fit", since every value may be an answer. */
export const unfit: unique symbol = Symbol('unfit')

/**
 * A value as one of another type, or `unfit`. Nothing is rounded, cut or guessed:
 *
 * - `boolean`: booleans; the texts `true` and `false`; 1 and 0
 * - `integer`: whole numbers of 64 bits, and texts that are such; `"15.0"` is 15
 * - `float`: numbers; a BigInt or text whose value a float has exactly, or as its shortest digits
 * - `decimal`: numbers and texts that are numbers; what a number cannot say stays digits
 * - `text`: texts; numbers as their digits without exponent; `true` and `false`; a `Date` as its instant; bytes as base64;
 *   objects and arrays as JSON with sorted keys
 * - `timestamp`: instants with their offset, as texts or `Date`s, in UTC, down to microseconds
 * - `date`, `time`: texts of the forms `YYYY-MM-DD` and `HH:MM:SS[.f]`
 * - `json`: a text is read as JSON; everything else stays as it is
 * - `binary`: bytes; a text is read as base64
 *
 * Null and missing stay what they are, whatever the type.
 */
export function castValue(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return value
  switch (type) {
    case 'boolean':
      return castBoolean(value)
    case 'integer':
      return castInteger(value)
    case 'float':
      return castFloat(value)
    case 'decimal':
      return castDecimal(value)
    case 'text':
      return castText(value)
    case 'timestamp':
      return withMicroseconds(instantOf(value))
    case 'date':
      return (typeof value === 'string' ? parseDate(value) : undefined) ?? unfit
    case 'time':
      return withMicroseconds(typeof value === 'string' ? parseTime(value) : undefined)
    case 'json':
      return typeof value === 'string' ? readJson(value) : value
    case 'binary':
      return castBinary(value)
    default:
      return type satisfies never
  }
}

function castBoolean(value: unknown): unknown {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 1 || value === 1n) return true
  return value === 'false' || value === 0 || value === 0n ? false : unfit
}

function castInteger(value: unknown): unknown {
  const decimal = decimalOf(value)
  if (decimal === undefined || decimal.scale > 0 || BigInt.asIntN(64, decimal.digits) !== decimal.digits) return unfit
  const number = Number(decimal.digits)
  return Number.isSafeInteger(number) ? number : decimal.digits
}

function castFloat(value: unknown): unknown {
  if (typeof value === 'number') return value
  const decimal = decimalOf(value)
  if (decimal === undefined) return unfit
  return asNumber(decimal) ?? unfit
}

function castDecimal(value: unknown): unknown {
  const decimal = decimalOf(value)
  if (decimal === undefined) return unfit
  const number = asNumber(decimal)
  if (number !== undefined && (decimal.scale > 0 || Number.isSafeInteger(number))) return number
  return decimal.scale === 0 ? decimal.digits : formatDecimal(decimal)
}

function castText(value: unknown): unknown {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Date) return instantOf(value) ?? unfit
  const decimal = typeof value === 'number' || typeof value === 'bigint' ? toDecimal(value) : undefined
  if (decimal !== undefined) return formatDecimal(decimal)
  try {
    return canonicalJson(value)
  } catch {
    return unfit
  }
}

function castBinary(value: unknown): unknown {
  if (value instanceof Uint8Array) return value
  if (typeof value !== 'string') return unfit
  const bytes = Buffer.from(value, 'base64')
  // Whatever is no base64 is passed over in silence.
  return bytes.toString('base64') === value ? new Uint8Array(bytes) : unfit
}

function readJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return unfit
  }
}

function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return toDecimal(value)
  return typeof value === 'string' ? parseDecimal(value) : undefined
}

/** The number whose exact value, or whose shortest digits, these are. */
function asNumber(decimal: Decimal): number | undefined {
  const text = formatDecimal(decimal)
  const number = Number(text)
  if (!Number.isFinite(number)) return undefined
  const digits = toDecimal(number)
  const shortest = parseDecimal(String(number))
  const isSame = [digits, shortest].some((own) => own !== undefined && formatDecimal(own) === text)
  return isSame ? number + 0 : undefined
}

/** Nothing finer can be stored as a time. */
function withMicroseconds(text: string | undefined): unknown {
  return text === undefined || /\.\d{7}/.test(text) ? unfit : text
}
