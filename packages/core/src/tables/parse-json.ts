import type { JsonValue } from '../contract/json.ts'

/** Parses JSON; an integer that a number cannot hold exactly becomes a BigInt. */
export function parseJson(text: string): JsonValue {
  // The reviver's third argument is missing in the types that TypeScript ships.
  return JSON.parse(text, reviveInteger as (key: string, value: unknown) => unknown) as JsonValue
}

function reviveInteger(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || context.source === undefined) return value
  return /^-?[0-9]+$/.test(context.source) ? BigInt(context.source) : value
}
