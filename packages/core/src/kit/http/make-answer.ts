import type { JsonValue } from '../../contract/json.ts'
import { parseJson } from '../parse-json.ts'
import type { HttpAnswer } from './http-client.ts'

/** An answer whose body is read; it is parsed once. `notJson` makes the error for a body that is no JSON. */
export function makeAnswer(
  head: { readonly status: number; readonly headers: Headers },
  bytes: Uint8Array,
  notJson: () => Error,
): HttpAnswer {
  let parsed: { readonly value: JsonValue } | undefined
  const text = (): string => new TextDecoder().decode(bytes)
  return {
    ...head,
    bytes,
    text,
    json() {
      try {
        parsed ??= { value: parseJson(text()) }
      } catch {
        // What was thrown quotes from the body.
        throw notJson()
      }
      return parsed.value
    },
  }
}
