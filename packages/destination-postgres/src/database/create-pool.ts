import { Client, Pool } from 'pg'
import type { ClientConfig } from 'pg'
import type { PostgresPools } from './client.ts'
import { LazyPool } from './lazy-pool.ts'

/** Connections to a database, opened when they are needed. */
export interface OwnPools extends PostgresPools {
  /** Closes all that are not in use, and the others when they are given back. */
  close(): Promise<void>
}

export interface PoolOptions {
  readonly connectionString: string
  readonly applicationName: string
  readonly maxConnections: number
}

/** How long a server may take to answer a new connection. */
const connectTimeoutInMs = 30_000

/** A connection that is silent for so long is asked whether it is still there. */
const keepAliveAfterInMs = 10_000

/**
 * Makes the pools of a destination. One connection is kept apart from work, so that a lease is renewed, and a statement
 * cancelled, however many others are busy.
 */
export function createPools(options: PoolOptions): OwnPools {
  const work = new LazyPool(() => createPool(options, options.maxConnections - 1))
  const urgent = new LazyPool(() => createPool(options, 1))
  return {
    work,
    urgent,
    async close() {
      await Promise.all([work.close(), urgent.close()])
    },
  }
}

function createPool({ connectionString, applicationName }: PoolOptions, max: number): Pool {
  const pool = new Pool({
    connectionString,
    application_name: applicationName,
    max,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveAfterInMs,
    // A program may end while a connection is open that nobody uses.
    allowExitOnIdle: true,
    Client: PromptClient,
  })
  // One that breaks while nobody uses it is gone from the pool already.
  pool.on('error', () => undefined)
  return pool
}

/**
 * Gives up connecting after a while. The pool's own option would count the time for which a connection is waited for that
 * others use, too.
 */
class PromptClient extends Client {
  constructor(config?: ClientConfig) {
    super({ ...config, connectionTimeoutMillis: connectTimeoutInMs })
  }
}
