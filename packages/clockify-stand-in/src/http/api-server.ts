import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Faults } from '../faults/faults.ts'
import type { Quirks } from '../quirks.ts'
import type { World } from '../world/world.ts'
import type { Answer } from './answer.ts'
import { ApiError, badBody, refusal } from './api-error.ts'
import { authenticate, type KeyRing } from './caller.ts'
import { Parameters } from './parameters.ts'
import { readBody } from './read-body.ts'
import type { LoggedRequest, RequestLog } from './request-log.ts'
import type { RequestHook } from './request-hook.ts'
import type { Route } from './route.ts'
import { findRoute } from './router.ts'
import { send, sendWithFault } from './send.ts'

export interface ApiServerOptions {
  readonly world: World
  readonly quirks: Quirks
  readonly keys: KeyRing
  readonly faults: Faults
  readonly requests: RequestLog
  readonly routes: readonly Route[]
  /** Default: any free one. */
  readonly port?: number | undefined
}

/** The HTTP side: logs, calls hooks, lets faults happen, authenticates and answers. */
export class ApiServer {
  readonly #options: ApiServerOptions
  readonly #server: Server
  readonly #hooks = new Set<RequestHook>()
  readonly #counts = new Map<string, number>()
  readonly #closing = new AbortController()

  constructor(options: ApiServerOptions) {
    this.#options = options
    this.#server = createServer((request, response) => void this.#handle(request, response))
  }

  /** `http://127.0.0.1:port` */
  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(this.#options.port ?? 0, '127.0.0.1', resolve)
    })
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#server.closeAllConnections()
    await closed
  }

  addHook(hook: RequestHook): () => void {
    this.#hooks.add(hook)
    return () => void this.#hooks.delete(hook)
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { requests, faults } = this.#options
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const body = await readBody(request).catch(() => undefined)
    if (body === undefined) return
    const logged: LoggedRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: plainQuery(url.searchParams),
      body: body.json,
      at: Date.now(),
      keyName: undefined,
      status: 0,
    }
    requests.begin(logged)
    response.once('close', () => requests.end())
    try {
      await this.#callHooks(logged)
      const fault = faults.take(logged.path, logged.at)
      const answer = this.#answer(request, url, body, logged)
      logged.status =
        fault === undefined
          ? send(response, answer)
          : await sendWithFault(response, answer, fault, this.#closing.signal)
    } catch (error) {
      if (this.#closing.signal.aborted) return
      logged.status = 500
      if (response.headersSent) response.destroy()
      else send(response, unexpected(error))
    }
  }

  #answer(
    request: IncomingMessage,
    url: URL,
    { json, unparsable }: { readonly json: unknown; readonly unparsable?: string },
    logged: LoggedRequest,
  ): Answer {
    const { world, quirks, keys, routes } = this.#options
    try {
      const caller = authenticate(request.headers, keys)
      logged.keyName = caller.keyName
      checkAccept(request.headers.accept)
      const { route, ids, path } = findRoute(routes, logged.method, url.pathname)
      if (unparsable !== undefined) throw badBody(unparsable)
      const query = new Parameters(url.searchParams)
      const answer = route.answer({ world, quirks, caller, path, ids, query, body: json })
      return quirks.sendsLastPage ? answer : withoutLastPage(answer)
    } catch (error) {
      if (error instanceof ApiError) return error.answer
      return unexpected(error)
    }
  }

  async #callHooks({ method, path, query, body }: LoggedRequest): Promise<void> {
    const key = `${method} ${path}`
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    for (const hook of this.#hooks) await hook({ method, path, query, body, count })
  }
}

function checkAccept(accept: string | undefined): void {
  if (accept === undefined || /\*\/\*|application\/(\*|json)/.test(accept)) return
  throw refusal(406, 'No acceptable representation', 3000)
}

function withoutLastPage(answer: Answer): Answer {
  const { 'last-page': _, ...headers } = answer.headers ?? {}
  return { ...answer, headers }
}

/** A mistake of the stand-in or of a hook: shown, so that a test that meets it fails with the reason. */
function unexpected(error: unknown): Answer {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { status: 500, body: { message: `the stand-in failed: ${message}`, code: 500 } }
}

function plainQuery(query: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]))
}
