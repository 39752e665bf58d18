import type { Reject, RunRecord, StoredSavepoint, StreamDescription } from '@millrace/core/plugin'
import { transact } from '../database/transact.ts'
import type { TransactOptions } from '../database/transact.ts'
import type { Transaction } from '../database/transaction.ts'
import { hasSystemTables } from '../state/migrate.ts'
import { readRejects } from '../state/rejects.ts'
import { readRuns } from '../state/runs.ts'
import { readSavepoints } from '../state/savepoints.ts'
import { describe } from './describe.ts'
import { runQuery } from './run-query.ts'
import type { PlainRow, PlainValue } from './run-query.ts'

/** Looks at the database, each time as of one moment: half of a commit is never seen, and nothing waits for it. */
export class Reader {
  readonly #options: Omit<TransactOptions, 'signal'>

  constructor(options: Omit<TransactOptions, 'signal'>) {
    this.#options = options
  }

  query(text: string, values: readonly PlainValue[]): Promise<readonly PlainRow[]> {
    return this.look(undefined, (transaction) => runQuery(transaction, { text, values }))
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

  /** `nothing` is the answer where this destination has kept nothing yet. */
  read<Result>(
    signal: AbortSignal | undefined,
    work: (transaction: Transaction) => Promise<Result>,
    nothing: Result,
  ): Promise<Result> {
    return this.look(signal, async (transaction) =>
      (await hasSystemTables(transaction)) ? work(transaction) : nothing,
    )
  }

  /** One transaction that cannot change anything. */
  look<Result>(signal: AbortSignal | undefined, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    return transact({ ...this.#options, isReadOnly: true, signal: signal ?? new AbortController().signal }, work)
  }
}
