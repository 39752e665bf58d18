import { StoreError } from '../store-error.ts'
import { classifyError, isConnectionLost } from './classify-error.ts'
import type { Database, Session } from './database.ts'
import type { PostgresClient, PostgresPool, PostgresQuery, PostgresResult } from './postgres-pool.ts'
import { retryConflicts } from './retry-conflicts.ts'
import { compile } from './statement.ts'
import type { Statement } from './statement.ts'

/** So many connections in a row may turn out to be dead: the server was restarted, or a firewall forgot them. */
const maxDeadConnections = 5

/** Nothing of it outlives the transaction, so that a pooler may give each transaction another connection. */
const begin = `
  begin isolation level read committed read write;
  set local idle_in_transaction_session_timeout = 0;
  set local standard_conforming_strings = on;
  select set_config('synchronous_commit', 'on', true) where current_setting('synchronous_commit') = 'off'`

export interface PoolDatabaseOptions {
  readonly title: string
  readonly pool: PostgresPool
  /** Ends a pool of the store's own. */
  readonly close: () => Promise<void>
}

/** A Postgres server, through a pool of connections. */
export class PoolDatabase implements Database {
  readonly title: string
  readonly #pool: PostgresPool
  readonly #close: () => Promise<void>

  constructor({ title, pool, close }: PoolDatabaseOptions) {
    this.title = title
    this.#pool = pool
    this.#close = close
  }

  async run<Row>(statement: Statement<Row>): Promise<readonly Row[]> {
    return retryConflicts(() =>
      this.#retryDead(async () => {
        const held = await this.#take()
        try {
          return await rowsOf<Row>(held.client, statement)
        } catch (error) {
          if (isConnectionLost(error)) held.isLost = true
          throw this.#classify(error)
        } finally {
          held.release()
        }
      }),
    )
  }

  async transact<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return retryConflicts(async () => {
      const held = await this.#retryDead(() => this.#begin())
      try {
        const result = await work({ run: (statement) => rowsOf(held.client, statement) })
        await this.#commit(held)
        return result
      } catch (error) {
        await rollBack(held, error)
        throw this.#classify(error)
      } finally {
        held.release()
      }
    })
  }

  async close(): Promise<void> {
    await this.#close()
  }

  async #begin(): Promise<HeldClient> {
    const held = await this.#take()
    try {
      await ask(held.client, { text: begin })
      return held
    } catch (error) {
      held.isLost = true
      held.release()
      throw this.#classify(error)
    }
  }

  async #commit(held: HeldClient): Promise<void> {
    let command: string | undefined
    try {
      command = (await ask(held.client, { text: 'commit' }))?.command
    } catch (error) {
      if (!isConnectionLost(error)) throw error
      throw new StoreError({
        code: 'store_commit_unknown',
        message: `${this.title} lost its connection while changes were committed: all of them were made, or none. Read the records again`,
      })
    }
    if (command !== 'COMMIT') {
      throw new StoreError({
        code: 'store_conflict',
        message: `${this.title} took changes back: try again`,
      })
    }
  }

  async #take(): Promise<HeldClient> {
    try {
      return new HeldClient(await this.#pool.connect())
    } catch (error) {
      throw this.#classify(error)
    }
  }

  /** For what has done nothing yet when the connection turns out to be dead, or may be done twice. */
  async #retryDead<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let dead = 1; ; dead += 1) {
      try {
        return await attempt()
      } catch (error) {
        if (!isConnectionLost(error) || dead === maxDeadConnections) throw error
      }
    }
  }

  #classify(error: unknown): Error {
    return classifyError(error, this.title)
  }
}

/** A connection that is somebody's until it is given back. */
class HeldClient {
  readonly client: PostgresClient
  /** It is of no use to anybody any more. */
  isLost = false
  // Without a listener an error of an idle connection would end the process.
  readonly #lose = (): void => {
    this.isLost = true
  }

  constructor(client: PostgresClient) {
    this.client = client
    client.on('error', this.#lose)
  }

  release(): void {
    this.client.release(this.isLost)
    this.client.off('error', this.#lose)
  }
}

async function rollBack(held: HeldClient, error: unknown): Promise<void> {
  if (isConnectionLost(error) || (StoreError.isInstance(error) && error.code === 'store_commit_unknown')) {
    held.isLost = true
  }
  if (held.isLost) return
  try {
    await ask(held.client, { text: 'rollback' })
  } catch {
    held.isLost = true
  }
}

async function rowsOf<Row>(client: PostgresClient, statement: Statement<Row>): Promise<readonly Row[]> {
  const { sql: text, parameters } = compile(statement)
  const result = await ask(client, { text, values: [...parameters] })
  return (result?.rows ?? []) as readonly Row[]
}

/** Whatever parsers an app has set for its own pool. */
const types = { getTypeParser: () => String }

/** What the last of the statements answers. */
async function ask(client: PostgresClient, query: PostgresQuery): Promise<PostgresResult | undefined> {
  return [await client.query({ ...query, types })].flat().at(-1)
}
