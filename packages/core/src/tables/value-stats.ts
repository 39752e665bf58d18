import type { ColumnType } from '../contract/column-type.ts'
import { valueKind } from './value-kind.ts'
import type { ValueKind } from './value-kind.ts'

/** What kinds of scalars were seen at a path. */
export interface ValueStats {
  /** The first one: it decides which class of types owns the column. */
  readonly first: ValueKind
  /** All of them, as bits. */
  readonly kinds: number
}

/** The type of a data column: that of the class seen first, such that every value of that class survives exactly. */
export function typeOfStats(stats: ValueStats): ColumnType {
  switch (stats.first) {
    case valueKind.boolean:
      return 'boolean'
    case valueKind.instantText:
    case valueKind.text:
      return has(stats, valueKind.text) ? 'text' : 'timestamp'
    case valueKind.date:
      return 'timestamp'
    case valueKind.binary:
      return 'binary'
    case valueKind.integer:
    case valueKind.wideInteger:
    case valueKind.hugeInteger:
    case valueKind.float:
    case valueKind.notFinite:
      return typeOfNumbers(stats)
    default:
      return stats.first satisfies never
  }
}

/** The type of a key, cursor or scope column: it has to take all values, so what is mixed becomes text. */
export function keyTypeOfStats(stats: ValueStats): ColumnType {
  const isOnly = (kinds: number): boolean => (stats.kinds & ~kinds) === 0
  if (isOnly(valueKind.boolean)) return 'boolean'
  if (isOnly(numberKinds)) return typeOfNumbers(stats)
  if (isOnly(valueKind.instantText | valueKind.date)) return 'timestamp'
  return 'text'
}

const numberKinds =
  valueKind.integer | valueKind.wideInteger | valueKind.hugeInteger | valueKind.float | valueKind.notFinite

function typeOfNumbers(stats: ValueStats): ColumnType {
  if (has(stats, valueKind.hugeInteger)) return 'decimal'
  if (has(stats, valueKind.float)) return has(stats, valueKind.wideInteger) ? 'decimal' : 'float'
  return has(stats, valueKind.integer) || has(stats, valueKind.wideInteger) ? 'integer' : 'float'
}

function has(stats: ValueStats, kind: ValueKind): boolean {
  return (stats.kinds & kind) !== 0
}
