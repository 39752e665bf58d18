import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { PassingPiece } from './commit-reader.ts'
import { FaultState } from './injected-fault.ts'
import type { InjectedFault, Verdict } from './injected-fault.ts'
import { ProxiedConnection } from './proxied-connection.ts'
import type { ProxyDirection, ProxyFault } from './proxy-fault.ts'

export interface FaultProxyOptions {
  /** The server behind it: a URL of any scheme that names host and port. */
  readonly target: string
  /** With `postgres` it sees commits pass; encryption is declined then. Default: it forwards any bytes. */
  readonly protocol?: 'postgres'
}

/**
 * Stands before a server and forwards what passes, until it is told to misbehave: `FaultProxy.open({ target })`. What is
 * injected comes at its time, on whatever connection that is; several faults can wait at once.
 */
export class FaultProxy implements AsyncDisposable {
  readonly #options: FaultProxyOptions
  readonly #listener: Server
  readonly #connections = new Set<ProxiedConnection>()
  readonly #passed: Record<ProxyDirection, number> = { toServer: 0, toClient: 0 }
  #commits = 0
  #faults: readonly FaultState[] = []

  /** Begins to listen on a free port of this machine. */
  static async open(options: FaultProxyOptions): Promise<FaultProxy> {
    const listener = createServer(socketOptions)
    const proxy = new FaultProxy(options, listener)
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    return proxy
  }

  private constructor(options: FaultProxyOptions, listener: Server) {
    this.#options = options
    this.#listener = listener
    listener.on('connection', (client) => this.#accept(client))
  }

  /** The target's URL, with the proxy's address in it. */
  get url(): string {
    return this.reroute(this.#options.target)
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#connections.size
  }

  /** Bytes that have passed so far, over all connections. */
  get passed(): Readonly<Record<ProxyDirection, number>> {
    return { ...this.#passed }
  }

  /** How many commits the server has carried out so far, where the proxy understands Postgres. */
  get commits(): number {
    return this.#commits
  }

  /** Any URL of the target, with the proxy's address in it. */
  reroute(target: string): string {
    const url = new URL(target)
    url.hostname = '127.0.0.1'
    url.port = String((this.#listener.address() as AddressInfo).port)
    return url.href
  }

  /** Has a fault come at its time. */
  inject(fault: ProxyFault): InjectedFault {
    if (fault.type === 'commit' && this.#options.protocol !== 'postgres') {
      throw new Error(`a proxy that is to see commits has to understand Postgres: give it protocol: 'postgres'`)
    }
    const state = new FaultState(fault)
    if (fault.type === 'latency') state.happen()
    this.#faults = [...this.#faults, state]
    return state
  }

  /** Takes all faults back. Connections in a black hole, and what is left of others that were cut, are reset. */
  heal(): void {
    const wasBlack = this.#faults.some(({ fault, hasHappened }) => fault.type === 'blackHole' && hasHappened)
    this.#faults = []
    for (const connection of this.#connections) if (wasBlack || connection.isCut) connection.reset()
  }

  /** Resets all connections that are open now. */
  resetAll(): void {
    for (const connection of this.#connections) connection.reset()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close()
    this.resetAll()
    await Promise.all([...this.#connections].map(({ closed }) => closed))
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined)
    const refusal = this.#faults.find(({ fault }) => fault.type === 'refuse')
    if (refusal !== undefined) {
      refusal.happen()
      client.resetAndDestroy()
      return
    }
    const { hostname, port } = new URL(this.#options.target)
    const server = connect({ host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port), ...socketOptions })
    server.on('error', () => undefined)
    const connection = new ProxiedConnection({
      client,
      server,
      protocol: this.#options.protocol,
      judge: (piece, direction) => this.#judge(piece, direction),
      resetAll: (side) => {
        for (const each of this.#connections) each.reset(side)
      },
      delayInMs: () =>
        Math.max(0, ...this.#faults.map(({ fault }) => (fault.type === 'latency' ? fault.delayInMs : 0))),
    })
    this.#connections.add(connection)
    void connection.closed.then(() => this.#connections.delete(connection))
  }

  #judge(piece: PassingPiece, direction: ProxyDirection): Verdict {
    if (piece.meaning === 'commit' && direction === 'toClient') this.#commits += 1
    const verdicts = this.#faults.map((fault) => fault.judge(piece, direction))
    const verdict = verdicts.find(({ effect }) => effect !== 'go on') ?? { passes: piece.bytes.length, effect: 'go on' }
    this.#passed[direction] += verdict.passes
    return verdict
  }
}

/** What comes goes on at once: a client that waits for each answer would else wait for the system, too. */
const socketOptions = { allowHalfOpen: true, noDelay: true }
