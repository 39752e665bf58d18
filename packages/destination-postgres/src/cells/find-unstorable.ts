import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { findJsonFault } from './find-json-fault.ts'
import type { UnstorableCode } from './unstorable-code.ts'

/** A cell that Postgres cannot hold. */
export interface UnstorableCell {
  readonly row: number
  readonly code: UnstorableCode
}

const none: readonly UnstorableCell[] = []

/** Postgres takes 1 GB for a row, but needs several times a value's size to send it. */
const maxCellBytes = 256 * 1024 * 1024

const maxWholeDigits = 131_072
const maxFractionDigits = 16_383

/**
 * The cells of a column that Postgres cannot hold as they are. While the encoder writes them it notices whether there may
 * be any, so that all cells of a batch are looked at only where some are at fault.
 */
export function findUnstorable(type: ColumnType, values: ArrayLike<CellValue>): readonly UnstorableCell[] {
  const find = faultFinders[type]
  if (find === undefined) return none
  let found: UnstorableCell[] | undefined
  for (let row = 0; row < values.length; row += 1) {
    const cell = values[row] ?? null
    const code = cell === null ? undefined : find(cell)
    if (code !== undefined) (found ??= []).push({ row, code })
  }
  return found ?? none
}

/** A code for what is wrong with a text. */
export function findTextFault(text: string): UnstorableCode | undefined {
  if (text.includes('\0')) return 'text_has_nul'
  if (!text.isWellFormed()) return 'text_not_well_formed'
  return isTooLong(text) ? 'text_too_long' : undefined
}

/** Whether a decimal has no more digits than Postgres keeps. */
export function isStorableDecimal(decimal: string): boolean {
  if (decimal.length <= maxFractionDigits) return true
  const point = decimal.indexOf('.')
  const end = point < 0 ? decimal.length : point
  const digits = decimal.startsWith('-') ? end - 1 : end
  return digits <= maxWholeDigits && decimal.length - end - 1 <= maxFractionDigits
}

/** Whether a number is an integer of 64 bits. */
export function isStorableInteger(integer: number | bigint): boolean {
  return typeof integer === 'bigint' ? BigInt.asIntN(64, integer) === integer : Number.isSafeInteger(integer)
}

/** Whether so many bytes can be a cell. */
export function isStorableLength(byteCount: number): boolean {
  return byteCount <= maxCellBytes
}

/** For the types that have values which Postgres cannot hold. Years have four digits, and Postgres goes far beyond. */
const faultFinders: Readonly<
  Partial<Record<ColumnType, (cell: NonNullable<CellValue>) => UnstorableCode | undefined>>
> = {
  text: (cell) => (typeof cell === 'string' ? findTextFault(cell) : undefined),
  json: (cell) => (typeof cell === 'string' ? (findTextFault(cell) ?? findJsonFault(cell)) : undefined),
  decimal: (cell) => (typeof cell === 'string' && !isStorableDecimal(cell) ? 'out_of_range' : undefined),
  integer: (cell) =>
    (typeof cell === 'number' || typeof cell === 'bigint') && !isStorableInteger(cell) ? 'out_of_range' : undefined,
  binary: (cell) => (cell instanceof Uint8Array && !isStorableLength(cell.length) ? 'binary_too_long' : undefined),
}

function isTooLong(text: string): boolean {
  // No character needs more than three bytes.
  return !isStorableLength(text.length * 3) && !isStorableLength(Buffer.byteLength(text))
}
