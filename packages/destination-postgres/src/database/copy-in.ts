import type { Connection as ProtocolConnection } from 'pg'
import type { PostgresTask } from './client.ts'
import type { Connection } from './connection.ts'
import type { Sql } from './names.ts'
import { compile } from './statement.ts'

/** Bytes to be sent as they are, messages of the protocol. */
export interface SentBytes {
  readonly bytes: Uint8Array
  /** Called when nobody reads the bytes any more. */
  release(this: void): void
}

/** A `COPY … FROM STDIN`, without parameters, and what it is sent. */
export interface Copy {
  readonly statement: Sql
  readonly messages: Iterable<SentBytes>
}

/**
 * Carries out COPYs one after the other, no faster than the server takes what they send; answers how many rows there were. Each
 * costs one round trip only, since all are asked for at once; other statements may stand before the first. Whatever happens,
 * the connection is out of COPY when this ends, unless it is lost.
 */
export async function copyIn(connection: Connection, copies: readonly Copy[]): Promise<number> {
  connection.signal?.throwIfAborted()
  const text = copies.map(({ statement }) => compile(statement).sql).join(';\n')
  const task = new CopyTask(
    text,
    copies.map(({ messages }) => messages),
    connection.signal,
  )
  connection.client.query(task)
  return task.ended
}

/** What `pg` calls while a COPY is carried out; its types say less than what there is. */
interface CopyConnection extends ProtocolConnection {
  sendCopyFail(reason: string): void
  endCopyFrom(): void
}

/** Not of pg-copy-streams: that says when it has handed bytes on, not when nobody reads them any more. */
class CopyTask implements PostgresTask {
  readonly ended: Promise<number>
  readonly #text: string
  /** Of the COPYs that have not begun. */
  readonly #waiting: Iterable<SentBytes>[]
  readonly #signal: AbortSignal | undefined
  readonly #resolve: (rowCount: number) => void
  readonly #reject: (error: unknown) => void
  #rowCount = 0
  #isOver = false
  /** Why there is nothing more to be sent. */
  #failure: { readonly cause: unknown } | undefined
  /** Wakes up whoever waits for the socket. */
  #wake: () => void = () => {}

  constructor(text: string, messages: readonly Iterable<SentBytes>[], signal: AbortSignal | undefined) {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    this.#text = text
    this.#waiting = [...messages]
    this.#signal = signal
    this.ended = promise
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: ProtocolConnection): void {
    connection.query(this.#text)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#send(connection, this.#waiting.shift() ?? []).catch((cause: unknown) => {
      this.#failure = { cause }
      connection.sendCopyFail('there are no more rows')
    })
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const count = /^COPY (\d+)$/.exec(text)?.[1]
    if (count !== undefined) this.#rowCount += Number(count)
  }

  handleError(error: unknown): void {
    this.#end()
    this.#reject(this.#failure === undefined ? error : this.#failure.cause)
  }

  handleReadyForQuery(): void {
    this.#end()
    this.#resolve(this.#rowCount)
  }

  handleRowDescription(): void {}

  handleDataRow(): void {}

  handleEmptyQuery(): void {}

  /** Of a client with a `query_timeout`, which puts its own in place. */
  callback(): void {}

  async #send(connection: CopyConnection, messages: Iterable<SentBytes>): Promise<void> {
    const { stream } = connection
    for (const { bytes, release } of messages) {
      if (this.#isOver) return
      if (this.#signal?.aborted === true) return connection.sendCopyFail('the run was cancelled')
      if (!stream.write(bytes, release)) await this.#waitForRoom(connection)
    }
    if (!this.#isOver) connection.endCopyFrom()
  }

  async #waitForRoom({ stream }: CopyConnection): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = (): void => resolve()
    this.#wake = wake
    stream.once('drain', wake)
    this.#signal?.addEventListener('abort', wake, { once: true })
    await promise
    stream.off('drain', wake)
    this.#signal?.removeEventListener('abort', wake)
  }

  #end(): void {
    this.#isOver = true
    this.#wake()
    this.callback()
  }
}
