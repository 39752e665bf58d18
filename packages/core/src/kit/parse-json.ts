import type { JsonValue } from '../contract/json.ts'

/** A run of digits long enough to be an integer that a number cannot hold, or an exponent that may be too large. */
const needsCare = /\d{16}|\d[eE]\+?\d{3}/

/**
 * Parses JSON exactly: an integer that a number cannot hold becomes a `bigint`. Throws a `SyntaxError` for what is no
 * JSON, and for a number too large to be any.
 */
export function parseJson(text: string): JsonValue {
  return needsCare.test(text) ? (JSON.parse(text, readExactly) as JsonValue) : (JSON.parse(text) as JsonValue)
}

function readExactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) return value
  if (!Number.isFinite(value)) throw new SyntaxError('a number is too large to be held')
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value
}
