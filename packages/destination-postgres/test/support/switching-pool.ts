import pg from 'pg'
import type { PostgresClient, PostgresPool } from '../../src/index.ts'

/** A pool in which each transaction has another connection to the server, as behind pgbouncer in transaction mode. */
export interface SwitchingPool {
  readonly pool: PostgresPool
  /** What was left on a connection when its transaction was over, or was done outside of one. */
  readonly problems: readonly string[]
  /** Transactions so far. */
  readonly transactions: number
  close(this: void): Promise<void>
}

/** What of a session outlives a transaction. */
const sessionState = `
  select 'statement ' || name from pg_prepared_statements
  union all select 'setting ' || name from pg_settings where source = 'session'
  union all select 'lock ' || locktype from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'
  union all select 'table ' || relname from pg_class where relnamespace = pg_my_temp_schema() and relkind = 'r'
  union all select 'cursor ' || name from pg_cursors
  union all select 'channel ' || channel from pg_listening_channels() channel`

export async function openSwitchingPool(connectionString: string, size: number): Promise<SwitchingPool> {
  const servers = await Promise.all(Array.from({ length: size }, () => openServer(connectionString)))
  // Whoever was used last comes last.
  const free = [...servers]
  const waiting: ((server: pg.Client) => void)[] = []
  const problems: string[] = []
  let transactions = 0

  const take = (): Promise<pg.Client> => {
    transactions += 1
    const server = free.shift()
    return server === undefined ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve(server)
  }
  const giveBack = async (server: pg.Client): Promise<void> => {
    const { rows } = await server.query<{ left: string }>(`select * from (${sessionState}) as s ("left")`)
    problems.push(...rows.map(({ left }) => `left on a connection: ${left}`))
    const next = waiting.shift()
    if (next === undefined) free.push(server)
    else next(server)
  }
  return {
    pool: {
      connect: async () => new SwitchingClient({ take, giveBack, complain: (text) => void problems.push(text) }),
    },
    problems,
    get transactions() {
      return transactions
    },
    async close() {
      for (const server of servers) await server.end()
    },
  }
}

async function openServer(connectionString: string): Promise<pg.Client> {
  const server = new pg.Client({ connectionString, application_name: 'behind a pooler' })
  server.on('error', () => undefined)
  await server.connect()
  return server
}

interface SwitchingClientOptions {
  take(this: void): Promise<pg.Client>
  giveBack(this: void, server: pg.Client): Promise<void>
  complain(this: void, problem: string): void
}

/** What a client of the pooler sees as one connection. */
class SwitchingClient implements PostgresClient {
  readonly #options: SwitchingClientOptions
  /** While a transaction lasts. */
  #server: pg.Client | undefined

  constructor(options: SwitchingClientOptions) {
    this.#options = options
  }

  query(config: pg.QueryArrayConfig): Promise<pg.QueryArrayResult>
  query<Task extends pg.Submittable>(task: Task): Task
  query(task: pg.QueryArrayConfig | pg.Submittable): unknown {
    if (!('submit' in task)) return this.#carryOut(task)
    if (this.#server === undefined) throw new Error('a COPY outside of a transaction')
    return this.#server.query(task)
  }

  release(): void {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    this.#options.complain('a connection was given back in the middle of a transaction')
    void server.query('rollback').then(() => this.#options.giveBack(server))
  }

  on(): void {}

  off(): void {}

  async #carryOut(task: pg.QueryArrayConfig): Promise<pg.QueryArrayResult> {
    const { take, giveBack, complain } = this.#options
    const server = (this.#server ??= await take())
    try {
      return await server.query(task)
    } finally {
      if (server.getTransactionStatus() === 'I') {
        this.#server = undefined
        if (/^\s*(set|listen|declare|prepare)\b/i.test(task.text)) complain(`outside of a transaction: ${task.text}`)
        await giveBack(server)
      }
    }
  }
}
