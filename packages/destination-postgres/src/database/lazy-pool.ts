import { DestinationError } from '@millrace/core/plugin'
import type { Pool } from 'pg'
import type { PostgresClient, PostgresPool } from './client.ts'

/** A pool that is made when it is first used, and made anew when it is used after it was closed. */
export class LazyPool implements PostgresPool {
  readonly #create: () => Pool
  #open: { readonly pool: Pool; readonly closing: Promise<never>; close(reason: Error): void } | undefined

  constructor(create: () => Pool) {
    this.#create = create
  }

  async connect(): Promise<PostgresClient> {
    this.#open ??= this.#begin()
    const { pool, closing } = this.#open
    // A pool that is ended forgets those who wait.
    return Promise.race([pool.connect(), closing])
  }

  /** Closes the connections that nobody uses, and the others when they are given back. */
  async close(): Promise<void> {
    const open = this.#open
    this.#open = undefined
    if (open === undefined) return
    open.close(new DestinationError({ message: 'the destination was closed while it was used' }))
    await open.pool.end()
  }

  #begin(): { readonly pool: Pool; readonly closing: Promise<never>; close(reason: Error): void } {
    const { promise, reject } = Promise.withResolvers<never>()
    promise.catch(() => undefined)
    return { pool: this.#create(), closing: promise, close: reject }
  }
}
