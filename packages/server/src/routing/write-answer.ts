import type { Answer } from './route.ts'
import { toEventStream } from './to-event-stream.ts'
import { toJson } from './to-json.ts'

/** The response to a request that went well. */
export function writeAnswer({ status = 200, body, events, headers = {} }: Answer, signal: AbortSignal): Response {
  if (events !== undefined) {
    const type = { 'content-type': 'text/event-stream', 'cache-control': 'no-store, no-transform' }
    return new Response(toEventStream(events, signal), { status, headers: { ...type, ...headers } })
  }
  if (status === 204) return new Response(null, { status, headers: { ...headers } })
  if (body === undefined) return new Response(null, { status, headers: { 'content-length': '0', ...headers } })
  return new Response(toJson(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}
