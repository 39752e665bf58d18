import { defaultCapabilities, defineDestination } from '@millrace/core/plugin'
import type {
  Context,
  Destination,
  OpenRequest,
  Reject,
  RunRecord,
  Session,
  StoredSavepoint,
  StreamDescription,
} from '@millrace/core/plugin'
import { capabilities } from './capabilities.ts'
import { checkDatabase } from './check-database.ts'
import { classifyError, isFatal } from './database/classify-error.ts'
import { Database } from './database/database.ts'
import { transact } from './database/transact.ts'
import type { TransactOptions } from './database/transact.ts'
import { DuckDBSession } from './duckdb-session.ts'
import { resolveOptions } from './options.ts'
import type { DuckDBOptions } from './options.ts'
import { openRun } from './open-run.ts'
import { exportParquet } from './read/export-parquet.ts'
import type { ExportedTable, ParquetOptions } from './read/export-parquet.ts'
import { inspect } from './read/inspect.ts'
import { StagingArea } from './stage/staging-area.ts'
import { Reader } from './read/reader.ts'
import type { PlainRow } from './read/run-query.ts'

/** A destination in DuckDB, with ways to look at what stands there. None of them sees half of a commit. */
export interface DuckDBDestination extends Destination, AsyncDisposable {
  /**
   * Rows that a query answers, for a quick look; it cannot change anything. `values` stand for `$1`, `$2`, …
   * Numbers come as numbers, or as `bigint` where they are too large; instants and dates as texts; blobs as bytes.
   */
  query(sql: string, values?: readonly (string | number | bigint | boolean | null)[]): Promise<readonly PlainRow[]>
  /** Tables with columns, types, keys, parents and numbers of rows, stream by stream. See `toMermaid` and `toDbml`. */
  describe(): Promise<readonly StreamDescription[]>
  /** Writes each table, delta tables too, as Parquet into a folder, all as of one moment. */
  exportParquet(folder: string, options?: ParquetOptions): Promise<readonly ExportedTable[]>
  /** Run records, newest first; of all pipelines where none is named. */
  runs(pipeline?: string): Promise<readonly RunRecord[]>
  savepoints(pipeline: string, stream: string): Promise<readonly StoredSavepoint[]>
  rejects(pipeline: string, stream: string): Promise<readonly Reject[]>
  /** Lets go of a database in memory; a file is let go whenever nothing uses it. */
  close(): Promise<void>
}

/** Makes a destination in a DuckDB file, in memory, or in MotherDuck. Several pipelines may share it. */
export function duckdb(options: DuckDBOptions = {}): DuckDBDestination {
  const { schema, systemSchema, ...opening } = resolveOptions(options)
  const database = new Database(opening)
  const classify = (error: unknown): Error => {
    if (isFatal(error)) database.abandon()
    return classifyError(error, database.title)
  }
  const shared = {
    places: { schema, systemSchema },
    capabilities: { ...defaultCapabilities, ...capabilities },
    classify,
  }
  const reader = new Reader(database, shared)
  return defineDestination({
    name: 'duckdb',
    capabilities,
    check: ({ signal }: Context) => checkDatabase(reader, { database, signal }),
    open: (request) => openSession(database, shared, request),
    inspect: (request) => reader.read(request.signal, (transaction) => inspect(transaction, request), nothingStands),
    extra: {
      query: (sql, values = []) => reader.query(sql, values),
      describe: () => reader.describe(),
      exportParquet: (folder, parquet = {}) =>
        reader.read(undefined, (transaction) => exportParquet(transaction, folder, parquet), []),
      runs: (pipeline) => reader.runs(pipeline),
      savepoints: (pipeline, stream) => reader.savepoints(pipeline, stream),
      rejects: (pipeline, stream) => reader.rejects(pipeline, stream),
      close: () => database.close(),
      [Symbol.asyncDispose]: () => database.close(),
    } satisfies Omit<DuckDBDestination, keyof Destination>,
  })
}

const nothingStands = { streams: [], runs: [], isBusy: false }

async function openSession(
  database: Database,
  shared: Omit<TransactOptions, 'signal'>,
  request: OpenRequest,
): Promise<Session> {
  const { signal } = request
  signal.throwIfAborted()
  const use = await database.use()
  try {
    const connection = await use.connect()
    try {
      const area = await StagingArea.open(use)
      try {
        const opened = await transact({ ...shared, connection, writers: use.writers, signal }, (transaction) =>
          openRun(transaction, request),
        )
        return new DuckDBSession({ use, connection, area, transact: shared }, opened)
      } catch (error) {
        await area[Symbol.asyncDispose]()
        throw error
      }
    } catch (error) {
      connection.close()
      throw error
    }
  } catch (error) {
    await use[Symbol.asyncDispose]()
    throw error
  }
}
