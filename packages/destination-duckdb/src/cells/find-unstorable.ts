import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { decimalScale, decimalWidth } from './duckdb-type.ts'

/** A cell that DuckDB cannot hold. */
export interface UnstorableCell {
  readonly row: number
  /** A stable code, for the reject. */
  readonly code: string
}

const none: readonly UnstorableCell[] = []
/** A decimal of up to so many characters fits whatever it looks like. */
const maxSafeLength = decimalScale

/**
 * The cells of a column that DuckDB cannot hold as they are: texts that are not well-formed Unicode, and decimals with more
 * digits than their column. JSON with a lone surrogate written as `\ud800` is among them: DuckDB appends it, but calls it
 * malformed whenever it reads it, and one such row makes a query of the whole column fail.
 */
export function findUnstorable(type: ColumnType, values: ArrayLike<CellValue>): readonly UnstorableCell[] {
  switch (type) {
    case 'text':
      return find(values, isIllFormed, 'text_not_well_formed')
    case 'json':
      return find(values, isIllFormedJson, 'text_not_well_formed')
    case 'decimal':
      return find(values, isOutOfRange, 'out_of_range')
    case 'boolean':
    case 'integer':
    case 'float':
    case 'timestamp':
    case 'date':
    case 'time':
    case 'binary':
      return none
    default:
      return type satisfies never
  }
}

function find(
  values: ArrayLike<CellValue>,
  isUnstorable: (text: string) => boolean,
  code: string,
): readonly UnstorableCell[] {
  let found: UnstorableCell[] | undefined
  for (let row = 0; row < values.length; row += 1) {
    const cell = values[row]
    if (typeof cell === 'string' && isUnstorable(cell)) {
      found ??= []
      found.push({ row, code })
    }
  }
  return found ?? none
}

function isIllFormed(text: string): boolean {
  return !text.isWellFormed()
}

const unicodeEscape = '\\u'

function isIllFormedJson(text: string): boolean {
  return !text.isWellFormed() || (text.includes(unicodeEscape) && hasLoneSurrogateEscape(text))
}

/** Escapes that say nothing of a lone surrogate: pairs of surrogates, and all but `\u`, an escaped backslash above all. */
const harmlessEscapes = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\[^u]/g
const surrogateEscape = /\\u[dD][89a-fA-F]/

function hasLoneSurrogateEscape(json: string): boolean {
  return surrogateEscape.test(json) && surrogateEscape.test(json.replaceAll(harmlessEscapes, ''))
}

function isOutOfRange(decimal: string): boolean {
  if (decimal.length <= maxSafeLength) return false
  const point = decimal.indexOf('.')
  const end = point < 0 ? decimal.length : point
  const digits = decimal.startsWith('-') ? end - 1 : end
  return digits > decimalWidth - decimalScale || decimal.length - end - 1 > decimalScale
}
