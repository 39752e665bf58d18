import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { CommitReader } from './commit-reader.ts'
import type { PassingPiece } from './commit-reader.ts'
import type { Verdict } from './injected-fault.ts'
import type { CutSide, ProxyDirection } from './proxy-fault.ts'

export interface ProxiedConnectionOptions {
  readonly client: Socket
  readonly server: Socket
  readonly protocol: 'postgres' | undefined
  /** What becomes of a piece that is about to pass. */
  readonly judge: (piece: PassingPiece, direction: ProxyDirection) => Verdict
  readonly resetAll: (side: CutSide) => void
  /** How long a piece is held up. */
  readonly delayInMs: () => number
}

/** A client's connection and the one to the server that belongs to it. */
export class ProxiedConnection {
  readonly #options: ProxiedConnectionOptions
  #isCut = false
  /** What is open stays open, though nothing passes. */
  #isHeld = false
  /** Fulfilled when both sides are closed. */
  readonly closed: Promise<void>

  constructor(options: ProxiedConnectionOptions) {
    this.#options = options
    this.closed = this.#forward()
  }

  /** Whether at least the client's side was reset. */
  get isCut(): boolean {
    return this.#isCut
  }

  reset(side: CutSide = 'both'): void {
    this.#isCut = true
    this.#isHeld = side === 'client'
    const { client, server } = this.#options
    client.resetAndDestroy()
    if (side === 'both') server.resetAndDestroy()
  }

  async #forward(): Promise<void> {
    const { client, server } = this.#options
    const gone = [client, server].map((socket) => new Promise<void>((resolve) => void socket.once('close', resolve)))
    await Promise.all([this.#pump('toServer', client, server), this.#pump('toClient', server, client)])
    if (!this.#isHeld) for (const socket of [client, server]) socket.destroy()
    await Promise.all(gone)
  }

  /** Returns when nothing passes any more in this direction. */
  async #pump(direction: ProxyDirection, from: Socket, to: Socket): Promise<void> {
    const reader = this.#options.protocol === 'postgres' ? new CommitReader(direction) : undefined
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        const delay = this.#options.delayInMs()
        if (delay > 0) await wait(delay)
        const pieces = reader?.push(chunk) ?? [{ bytes: chunk, meaning: undefined }]
        for (const piece of pieces) if (!(await this.#pass(piece, direction, { from, to }))) return
      }
      if (this.#isCut) return
      const rest = reader?.end()
      if (rest !== undefined && rest.length > 0) await write(to, rest)
      await end(to)
    } catch {
      // One side broke off: the other hears of it in the same way.
      if (!this.#isCut) this.reset()
    }
  }

  /** Answers whether anything may follow in this direction. */
  async #pass(
    piece: PassingPiece,
    direction: ProxyDirection,
    { from, to }: { readonly from: Socket; readonly to: Socket },
  ): Promise<boolean> {
    if (this.#isCut) return false
    if (piece.meaning === 'encryption') {
      // What is encrypted could not be read here: the proxy declines for the server.
      from.write('N')
      return true
    }
    const { passes, effect } = this.#options.judge(piece, direction)
    if (passes > 0) await write(to, piece.bytes.subarray(0, passes))
    if (effect === 'go on') return true
    if (effect === 'half close') await end(to)
    else if (effect === 'stop') this.#isHeld = true
    else if (effect.resets === 'all') this.#options.resetAll(effect.side)
    else this.reset(effect.side)
    return false
  }
}

/** Fulfilled when the system has taken the bytes, so that a slow receiver holds up the sender. */
function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error === null || error === undefined ? resolve() : reject(error)))
  })
}

function end(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.end(resolve))
}
