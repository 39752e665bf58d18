import { z } from 'zod'
import type { HttpQueryValue, HttpRequest } from '../http/http-client.ts'
import type { JsonValue } from '../../contract/json.ts'
import { isPath, parsePath } from '../parse-path.ts'

/** Where a value goes in a request: a query parameter, or a path in the JSON body (`paging.page`), or a header. */
export type RequestPlace = string | { readonly body: string } | { readonly header: string }

/** The parts of a request that a value can be put into. */
export type RequestParts = Pick<HttpRequest, 'query' | 'body' | 'headers'>

/** The same request with a value at its place. */
export function placeInRequest(request: RequestParts, place: RequestPlace, value: JsonValue): RequestParts {
  if (typeof place === 'string') return { ...request, query: { ...request.query, [place]: asText(value) } }
  if ('header' in place) return { ...request, headers: { ...request.headers, [place.header]: String(asText(value)) } }
  const names = parsePath(place.body).filter((step) => step !== null)
  return { ...request, body: setIn(request.body, names, value) }
}

function asText(value: JsonValue): HttpQueryValue {
  return typeof value === 'object' ? JSON.stringify(value) : value
}

function setIn(holder: JsonValue | undefined, names: readonly string[], value: JsonValue): JsonValue {
  const [name, ...rest] = names
  if (name === undefined) return value
  const members = isObject(holder) ? holder : {}
  const inner = Object.hasOwn(members, name) ? members[name] : undefined
  return { ...members, [name]: setIn(inner, rest, value) }
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Checks a place that was given as an option. */
export const requestPlace: z.ZodType<RequestPlace> = z.union(
  [
    z.string().min(1),
    z.strictObject({ body: z.string().refine(isPath, 'must be a path') }),
    z.strictObject({ header: z.string().min(1) }),
  ],
  { error: 'must be the name of a query parameter, or { body: path }, or { header }' },
)
