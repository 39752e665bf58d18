import type { ColumnType } from '../contract/column-type.ts'
import { isExactInFloat } from './parse-number.ts'
import { Instant } from './plain-object.ts'
import { parseTimestamp } from './parse-timestamp.ts'
import { Rejection } from './rejection.ts'

/** Kinds of scalar values, as bits, so that a set of them is a number. */
export const valueKind = {
  boolean: 1,
  /** An integer that floats hold as well. */
  integer: 2,
  /** An integer of 64 bits that floats do not hold. */
  wideInteger: 4,
  /** An integer beyond 64 bits. */
  hugeInteger: 8,
  float: 16,
  /** NaN and the infinities. */
  notFinite: 32,
  /** A text that is an RFC 3339 instant. */
  instantText: 64,
  text: 128,
  date: 256,
  binary: 512,
} as const

export type ValueKind = (typeof valueKind)[keyof typeof valueKind]

/** A scalar after `unwrapObject`. */
export type Scalar = boolean | number | bigint | string | Instant | Uint8Array

/** The value as a scalar. Throws a `Rejection` for functions, symbols and objects that are none. */
export function asScalar(value: unknown, path: string): Scalar {
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return value
    default:
      if (value instanceof Instant || value instanceof Uint8Array) return value
      throw new Rejection('unsupported_value', path)
  }
}

export function kindOf(value: Scalar): ValueKind {
  switch (typeof value) {
    case 'boolean':
      return valueKind.boolean
    case 'number':
      if (Number.isSafeInteger(value)) return valueKind.integer
      return Number.isFinite(value) ? valueKind.float : valueKind.notFinite
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) return valueKind.hugeInteger
      return isExactInFloat(value) ? valueKind.integer : valueKind.wideInteger
    case 'string':
      return parseTimestamp(value) === undefined ? valueKind.text : valueKind.instantText
    default:
      return value instanceof Instant ? valueKind.date : valueKind.binary
  }
}

/** The type that holds values of one kind exactly. A text is a text, even where it is an instant. */
export function typeOfKind(kind: ValueKind): ColumnType {
  switch (kind) {
    case valueKind.boolean:
      return 'boolean'
    case valueKind.integer:
    case valueKind.wideInteger:
      return 'integer'
    case valueKind.hugeInteger:
      return 'decimal'
    case valueKind.float:
    case valueKind.notFinite:
      return 'float'
    case valueKind.instantText:
    case valueKind.text:
      return 'text'
    case valueKind.date:
      return 'timestamp'
    case valueKind.binary:
      return 'binary'
    default:
      return kind satisfies never
  }
}
