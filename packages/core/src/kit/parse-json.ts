import type { JsonValue } from '../contract/json.ts'

/** A run of digits long enough to be an integer that a number cannot hold. */
const longDigits = /\d{16}/

/** Parses JSON exactly: an integer that a number cannot hold becomes a `bigint`. */
export function parseJson(text: string): JsonValue {
  return longDigits.test(text) ? (JSON.parse(text, exactInteger) as JsonValue) : (JSON.parse(text) as JsonValue)
}

function exactInteger(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context?.source === undefined) return value
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value
}
