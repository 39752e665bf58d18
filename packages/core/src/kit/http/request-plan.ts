import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { toJsonText } from '../stored-json.ts'
import type { HttpRequest } from './http-client.ts'
import type { Hop } from './hop.ts'
import { placeOf, requestUrl } from './request-url.ts'
import { isHeader } from './resolved-client-options.ts'
import type { ResolvedClientOptions } from './resolved-client-options.ts'

/** A request, checked and ready to be sent. */
export interface RequestPlan {
  readonly request: HttpRequest
  /** Where it goes first. */
  readonly hop: Hop
  /** What messages call it: `GET api.example.com/v1/users`. */
  readonly label: string
  readonly isRepeatable: boolean
  /** The types that are asked for. */
  readonly accept: string
}

const methodName = /^[A-Z]+$/
const forbiddenMethods: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])
const repeatableMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/** Throws an `InvalidOptionsError` for a request that could never be sent. */
export function planRequest(request: HttpRequest, options: ResolvedClientOptions): RequestPlan {
  const method = (request.method ?? 'GET').toUpperCase()
  if (!methodName.test(method) || forbiddenMethods.has(method)) {
    throw new InvalidOptionsError([{ path: 'method', message: `${method} is no method that can be sent` }])
  }
  if (request.body !== undefined && (method === 'GET' || method === 'HEAD')) {
    throw new InvalidOptionsError([{ path: 'body', message: `a ${method} has no body; use query, or another method` }])
  }
  const headers = request.headers ?? {}
  const wrong = Object.entries(headers).find((header) => !isHeader(header))
  if (wrong !== undefined) {
    throw new InvalidOptionsError([{ path: `headers.${wrong[0]}`, message: 'is nothing that a header can hold' }])
  }
  const url = requestUrl(options.baseUrl, request.path, request.query)
  const body = request.body === undefined ? undefined : toJsonText(request.body)
  return {
    request,
    hop: { url, method, body, headers, isAtHome: url.origin === options.baseUrl.origin },
    label: `${method} ${placeOf(url)}`,
    isRepeatable: request.isRepeatable ?? repeatableMethods.has(method),
    accept: acceptOf(options.headers, headers),
  }
}

/** The types that are asked for; later headers win, however their names are written. */
function acceptOf(...given: readonly Readonly<Record<string, string>>[]): string {
  const headers = new Headers({ accept: 'application/json' })
  for (const [name, value] of given.flatMap((some) => Object.entries(some))) headers.set(name, value)
  return headers.get('accept') ?? ''
}
