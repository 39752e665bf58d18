import type { Json } from '../json.ts'

/** What a route says; the headers that all answers have come later. */
export interface Answer {
  readonly status: number
  /** `undefined`: no bytes at all. */
  readonly body: Json | undefined
  readonly headers?: Readonly<Record<string, string>>
}

export function ok(body: Json, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 200, body, headers }
}
