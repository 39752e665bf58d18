import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'

/** What Node's http, Express and others call. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void

/** A request as frameworks hand it on: with the whole path, and with a body that they have read already. */
type Incoming = IncomingMessage & { readonly originalUrl?: string; readonly body?: unknown }

type Handler = (request: Request) => Promise<Response>

/** Makes a handler of standard requests one for Node's http server. */
export function toNodeHandler(handle: Handler): NodeHandler {
  return (incoming, outgoing) => {
    // A client that leaves is no fault, and to any other one nothing can be said any more.
    answer(handle, incoming, outgoing).catch(() => outgoing.destroy())
  }
}

async function answer(handle: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => gone.abort())
  const request = toRequest(incoming, gone.signal)
  const response = request === undefined ? new Response(null, { status: 400 }) : await handle(request)
  outgoing.statusCode = response.status
  outgoing.setHeaders(response.headers)
  if (response.body === null || incoming.method === 'HEAD') {
    outgoing.end()
    return
  }
  outgoing.flushHeaders()
  await pipeline(Readable.fromWeb(response.body), outgoing)
}

/** Methods that no standard request can have, and no path answers. */
const forbidden: readonly string[] = ['CONNECT', 'TRACE', 'TRACK']

/** Undefined for a path or a header that no request can have. */
function toRequest(incoming: Incoming, signal: AbortSignal): Request | undefined {
  const { method = 'GET', headers, originalUrl, url = '/' } = incoming
  const [path = '/', ...query] = (originalUrl ?? url).split('?')
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  )
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: bodyOf(incoming), duplex: 'half' as const }
  try {
    const target = new URL(`http://${headers.host ?? 'localhost'}`)
    target.pathname = path
    target.search = query.join('?')
    return new Request(target, {
      method: forbidden.includes(method) ? 'NONE' : method,
      headers: given,
      signal,
      ...body,
    })
  } catch {
    return undefined
  }
}

/** A body that a framework has read already is put together again. */
function bodyOf(incoming: Incoming): NonNullable<RequestInit['body']> {
  const { body } = incoming
  if (!incoming.readableEnded || body === undefined) return Readable.toWeb(incoming)
  return typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
}
