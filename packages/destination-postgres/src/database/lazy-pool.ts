import { DestinationError } from '@millrace/core/plugin'
import type { Pool } from 'pg'
import type { PostgresClient, PostgresPool } from './client.ts'

interface OpenPool {
  readonly pool: Pool
  /** Tells those who wait for a connection that there will be none. */
  readonly waiting: Set<(reason: Error) => void>
}

/** A pool that is made when it is first used, and made anew when it is used after it was closed. */
export class LazyPool implements PostgresPool {
  readonly #create: () => Pool
  #open: OpenPool | undefined

  constructor(create: () => Pool) {
    this.#create = create
  }

  async connect(): Promise<PostgresClient> {
    this.#open ??= { pool: this.#create(), waiting: new Set() }
    const { pool, waiting } = this.#open
    const { promise, resolve, reject } = Promise.withResolvers<PostgresClient>()
    waiting.add(reject)
    const take = async (): Promise<void> => {
      try {
        const client = await pool.connect()
        if (waiting.delete(reject)) resolve(client)
        // The pool was closed, and waits for every connection to be given back.
        else client.release(true)
      } catch (error) {
        waiting.delete(reject)
        reject(error)
      }
    }
    void take()
    return promise
  }

  /** Closes the connections that nobody uses, and the others when they are given back. */
  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    if (open === undefined) return
    const reason = new DestinationError({ message: 'the destination was closed while it was used' })
    // A pool that is ended forgets those who wait.
    for (const reject of open.waiting) reject(reason)
    open.waiting.clear()
    await open.pool.end()
  }
}
