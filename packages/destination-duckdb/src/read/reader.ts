import { DestinationError } from '@millrace/core/plugin'
import type { Reject, RunRecord, StoredSavepoint, StreamDescription } from '@millrace/core/plugin'
import { existsSync } from 'node:fs'
import type { Connection } from '../database/connection.ts'
import type { Database } from '../database/database.ts'
import type { TransactOptions } from '../database/transact.ts'
import { Transaction } from '../database/transaction.ts'
import { readRejects } from '../state/rejects.ts'
import { readRuns } from '../state/runs.ts'
import { readSavepoints } from '../state/savepoints.ts'
import { hasSystemTables } from '../state/system-tables.ts'
import { describe } from './describe.ts'
import { runQuery } from './run-query.ts'
import type { PlainRow } from './run-query.ts'

type Value = string | number | bigint | boolean | null

/** Looks at the database by connections of its own: what is being written is not seen, and nothing waits for it. */
export class Reader {
  readonly #database: Database
  readonly #options: Omit<TransactOptions, 'signal'>

  constructor(database: Database, options: Omit<TransactOptions, 'signal'>) {
    this.#database = database
    this.#options = options
  }

  async query(sql: string, values: readonly Value[]): Promise<readonly PlainRow[]> {
    const { file, title } = this.#database
    // Looking must not make a file.
    if (file !== undefined && !existsSync(file)) {
      throw new DestinationError({
        code: 'duckdb_no_file',
        message: `${title} does not exist: load something first, or name another path`,
      })
    }
    return this.connect(undefined, (connection) => runQuery(connection, sql, values))
  }

  describe(): Promise<readonly StreamDescription[]> {
    return this.read(undefined, describe, [])
  }

  runs(pipeline: string | undefined): Promise<readonly RunRecord[]> {
    return this.read(undefined, (transaction) => readRuns(transaction, { pipeline, maxRuns: undefined }), [])
  }

  savepoints(pipeline: string, stream: string): Promise<readonly StoredSavepoint[]> {
    return this.read(undefined, (transaction) => readSavepoints(transaction, { pipeline, stream }), [])
  }

  rejects(pipeline: string, stream: string): Promise<readonly Reject[]> {
    const all = { after: undefined, limit: undefined }
    return this.read(undefined, (transaction) => readRejects(transaction, { pipeline, stream, ...all }), [])
  }

  /** Reads in one transaction; `nothing` is the answer where this destination has kept nothing yet. */
  async read<Result>(
    signal: AbortSignal | undefined,
    work: (transaction: Transaction) => Promise<Result>,
    nothing: Result,
  ): Promise<Result> {
    signal?.throwIfAborted()
    // Looking must not make a file.
    if (this.#database.file !== undefined && !existsSync(this.#database.file)) return nothing
    return this.connect(signal, async (connection) => {
      const transaction = new Transaction(connection, this.#options)
      return (await hasSystemTables(transaction)) ? work(transaction) : nothing
    })
  }

  /** One connection in one transaction that cannot change anything. */
  async connect<Result>(
    given: AbortSignal | undefined,
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    const signal = given ?? new AbortController().signal
    await using use = await this.#database.use()
    const connection = await use.connect()
    try {
      await connection.run('BEGIN TRANSACTION READ ONLY')
      return await connection.under(signal, () => work(connection))
    } catch (error) {
      signal.throwIfAborted()
      throw this.#options.classify(error)
    } finally {
      connection.close()
    }
  }
}
