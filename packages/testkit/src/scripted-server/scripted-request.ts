import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** What a client asked. */
export interface ScriptedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** What stood at the place of `:name` in the route. Empty while no route is found. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** As UTF-8. */
  readonly body: string
  /** When its head came in, by `performance.now()`. */
  readonly at: number
}

/** Reads a request to its end. */
export async function readRequest(message: IncomingMessage): Promise<ScriptedRequest> {
  const at = performance.now()
  const url = new URL(message.url ?? '/', 'http://server')
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece as Buffer)
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    params: {},
    query: url.searchParams,
    headers: message.headers,
    body: Buffer.concat(pieces).toString('utf8'),
    at,
  }
}
