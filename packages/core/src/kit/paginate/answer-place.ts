import { z } from 'zod'
import type { JsonValue } from '../../contract/json.ts'
import { isPath } from '../parse-path.ts'
import { readBodyPath } from './read-body-path.ts'

/** Where a value stands in an answer: a path in the JSON body (`meta.next`), or a header. */
export type AnswerPlace = string | { readonly header: string }

/** What of an answer a place can point into. */
export interface AnswerParts {
  readonly headers: Headers
  readonly body: JsonValue
}

/** The value at a place; undefined where there is none, null or an empty text. */
export function readAnswer({ headers, body }: AnswerParts, place: AnswerPlace): JsonValue | undefined {
  const value = typeof place === 'string' ? readBodyPath(body, place) : headers.get(place.header)?.trim()
  return value === null || value === '' ? undefined : value
}

/** A yes or no at a place; undefined where there is none that can be understood. */
export function readFlag(answer: AnswerParts, place: AnswerPlace): boolean | undefined {
  const value = readAnswer(answer, place)
  if (typeof value === 'object' || value === undefined) return undefined
  const text = String(value).toLowerCase()
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

/** A number at a place, also where it is written as text; undefined where there is none. */
export function readNumber(answer: AnswerParts, place: AnswerPlace): number | undefined {
  const value = readAnswer(answer, place)
  if (typeof value === 'object' || typeof value === 'boolean' || value === undefined) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** The place as people know it, for messages. */
export function nameOfPlace(place: AnswerPlace): string {
  return typeof place === 'string' ? `'${place}'` : `the header '${place.header}'`
}

/** Checks a place that was given as an option. */
export const answerPlace: z.ZodType<AnswerPlace> = z.union(
  [z.string().refine(isPath, 'must be a path'), z.strictObject({ header: z.string().min(1) })],
  { error: 'must be a path in the body of the answer, or { header }' },
)
