import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { RoutePattern } from './route-pattern.ts'
import { readRequest } from './scripted-request.ts'
import type { ScriptedRequest } from './scripted-request.ts'
import type { ScriptedAnswer, ScriptedRoute } from './scripted-answer.ts'
import { writeAnswer } from './write-answer.ts'

/** What `ScriptedServer.start` takes. */
export interface ScriptedServerOptions {
  /** As by `on`. Default: none. */
  readonly routes?: Readonly<Record<string, ScriptedRoute>>
}

interface Route {
  readonly pattern: RoutePattern
  readonly script: ScriptedRoute
  calls: number
}

/**
 * A real HTTP server on this machine that answers what a test has written down, faults included:
 * `await using server = await ScriptedServer.start({ routes: { 'GET /users': { json: [] } } })`.
 */
export class ScriptedServer implements AsyncDisposable {
  readonly #server: Server
  readonly #routes = new Map<string, Route>()
  readonly #requests: ScriptedRequest[] = []
  readonly #closing = new AbortController()
  #inFlight = 0
  #maxInFlight = 0

  /** Begins to listen on a free port. */
  static async start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer()
    for (const [route, script] of Object.entries(options.routes ?? {})) server.on(route, script)
    server.#server.listen(0, '127.0.0.1')
    await once(server.#server, 'listening')
    return server
  }

  private constructor() {
    this.#server = createServer((message, response) => void this.#accept(message, response))
  }

  /** `http://127.0.0.1:…`, without a slash at its end. */
  get url(): string {
    const address = this.#server.address()
    if (typeof address !== 'object' || address === null) throw new Error('the scripted server is closed')
    return `http://127.0.0.1:${address.port}`
  }

  /** All that came, in order, each when its body was read. */
  get requests(): readonly ScriptedRequest[] {
    return this.#requests
  }

  /** Requests that are being answered now. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** The most requests that were being answered at once. */
  get maxInFlight(): number {
    return this.#maxInFlight
  }

  /**
   * Says what is answered from now on. The first matching route counts; the same text again replaces what it said before.
   * What no route matches is answered with 404.
   */
  on(route: string, script: ScriptedRoute): this {
    this.#routes.set(route, { pattern: new RoutePattern(route), script, calls: 0 })
    return this
  }

  /** Resets what is open and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort(new Error('the scripted server is closed'))
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #accept(message: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#inFlight += 1
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight)
    // Whichever comes first: after `finish` the client may have the answer, and ask again before `close`.
    let isOver = false
    const end = (): void => {
      if (!isOver) this.#inFlight -= 1
      isOver = true
    }
    response.once('finish', end).once('close', end)
    try {
      const request = await readRequest(message)
      const answer = await this.#answer(request)
      await writeAnswer(answer, response, this.#closing.signal)
    } catch (error) {
      if (!this.#closing.signal.aborted && !response.headersSent && !response.destroyed) {
        response.writeHead(500).end(`the script threw: ${String(error)}`)
      }
    }
  }

  async #answer(request: ScriptedRequest): Promise<ScriptedAnswer> {
    for (const route of this.#routes.values()) {
      const params = route.pattern.match(request.method, request.path)
      if (params === undefined) continue
      const asked = { ...request, params }
      this.#requests.push(asked)
      const call = route.calls++
      const script = 'length' in route.script && typeof route.script === 'object' ? route.script : [route.script]
      const step = script[Math.min(call, script.length - 1)]
      return typeof step === 'function' ? step(asked, call) : (step ?? {})
    }
    this.#requests.push(request)
    return { status: 404, text: `no route for ${request.method} ${request.path}` }
  }
}
