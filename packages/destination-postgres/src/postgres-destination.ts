import { defaultCapabilities, defineDestination } from '@millrace/core/plugin'
import type { Context, Destination, Reject, RunRecord, StoredSavepoint, StreamDescription } from '@millrace/core/plugin'
import { capabilities } from './capabilities.ts'
import { checkDatabase } from './check-database.ts'
import { classifyError } from './database/classify-error.ts'
import { createPools } from './database/create-pool.ts'
import type { OwnPools } from './database/create-pool.ts'
import { readTitle } from './database/read-address.ts'
import { transact } from './database/transact.ts'
import { openRun } from './open-run.ts'
import { resolveOptions } from './options.ts'
import type { PostgresOptions, ResolvedOptions } from './options.ts'
import { PostgresSession } from './postgres-session.ts'
import { inspect } from './read/inspect.ts'
import { Reader } from './read/reader.ts'
import type { PlainRow, PlainValue } from './read/run-query.ts'

/** A destination in Postgres, with ways to look at what stands there. None of them sees half of a commit. */
export interface PostgresDestination extends Destination, AsyncDisposable {
  /**
   * Rows that a query answers, for a quick look; it cannot change anything. `values` stand for `$1`, `$2`, …
   * Integers and floats come as numbers, or as `bigint` where they are too large; `numeric`, instants and dates as texts;
   * `bytea` as bytes; everything else as Postgres writes it.
   */
  query(sql: string, values?: readonly PlainValue[]): Promise<readonly PlainRow[]>
  /**
   * Tables with columns, types, keys, parents and numbers of rows, stream by stream. See `toMermaid` and `toDbml`. The numbers
   * come from the loads, not from counting: rows that somebody adds or deletes by hand are not in them.
   */
  describe(): Promise<readonly StreamDescription[]>
  /** Run records, newest first; of all pipelines where none is named. */
  runs(pipeline?: string): Promise<readonly RunRecord[]>
  savepoints(pipeline: string, stream: string): Promise<readonly StoredSavepoint[]>
  rejects(pipeline: string, stream: string): Promise<readonly Reject[]>
  /** Closes the connections that it has opened. Those of a `pool` are the app's to close. */
  close(): Promise<void>
}

/** Makes a destination in a Postgres database, version 14 or newer. Several pipelines and processes may share it. */
export function postgres(options: PostgresOptions): PostgresDestination {
  const resolved = resolveOptions(options)
  const { schema, systemSchema, foreignKeys } = resolved
  const title = readTitle(resolved)
  const pools = openPools(resolved)
  const shared = {
    pools,
    places: { schema, systemSchema, hasForeignKeys: foreignKeys },
    settings: resolved,
    capabilities: { ...defaultCapabilities, ...capabilities },
    classify: (error: unknown) => classifyError(error, title),
  }
  const reader = new Reader(shared)
  return defineDestination({
    name: 'postgres',
    capabilities,
    check: ({ signal }: Context) => checkDatabase(reader, { title, signal }),
    open: async (request) =>
      new PostgresSession(
        shared,
        await transact({ ...shared, signal: request.signal }, (transaction) =>
          openRun(transaction, { request, title }),
        ),
      ),
    inspect: (request) => reader.read(request.signal, (transaction) => inspect(transaction, request), nothingStands),
    extra: {
      query: (sql, values = []) => reader.query(sql, values),
      describe: () => reader.describe(),
      runs: (pipeline) => reader.runs(pipeline),
      savepoints: (pipeline, stream) => reader.savepoints(pipeline, stream),
      rejects: (pipeline, stream) => reader.rejects(pipeline, stream),
      close: () => pools.close(),
      [Symbol.asyncDispose]: () => pools.close(),
    } satisfies Omit<PostgresDestination, keyof Destination>,
  })
}

const nothingStands = { streams: [], runs: [], isBusy: false }

function openPools(options: ResolvedOptions): OwnPools {
  const { connectionString, pool, applicationName, maxConnections } = options
  if (connectionString !== undefined) return createPools({ connectionString, applicationName, maxConnections })
  if (pool === undefined) throw new TypeError('there is neither a connectionString nor a pool')
  return { work: pool, urgent: pool, close: async () => undefined }
}
