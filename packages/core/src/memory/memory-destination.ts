import { defaultCapabilities } from '../contract/capabilities.ts'
import type { Capabilities } from '../contract/capabilities.ts'
import type { CellValue } from '../contract/column-type.ts'
import type { Destination } from '../contract/destination.ts'
import type { Reject } from '../contract/reject.ts'
import type { RunRecord } from '../contract/run-record.ts'
import type { StoredSavepoint } from '../contract/savepoint.ts'
import type { StreamDescription } from '../contract/stream-description.ts'
import { defineDestination } from '../kit/define-destination.ts'
import { Database } from './database.ts'
import { createForeignTable } from './foreign-table.ts'
import { describeStreams, readPipeline, readRejects, readRuns, readStream } from './inspect.ts'
import { MemorySession } from './memory-session.ts'
import { openRun } from './open-run.ts'
import { listNames, readDelta, readTable } from './read-table.ts'
import type { PlainRow } from './read-table.ts'

export interface MemoryOptions {
  /** The destination's clock, in milliseconds. Default `Date.now`. */
  readonly now?: () => number
  /** What differs from `defaultCapabilities`, to play another destination. Default: nothing. */
  readonly capabilities?: Partial<Capabilities>
}

/** A destination that keeps everything in this process, for tests, examples and small jobs; with ways to look at it. */
export interface MemoryDestination extends Destination {
  /** Copies of the rows of a table or delta table. An unknown name is an error. */
  table(name: string): readonly PlainRow[]
  /** Copies of a delta table's rows, in the order of their writing. */
  deltaTable(name: string): readonly PlainRow[]
  /** Names of the tables, without delta tables. */
  tableNames(): readonly string[]
  /** Tables with columns, types, keys, parents and numbers of rows, stream by stream. */
  describe(): readonly StreamDescription[]
  /** Run records, newest first; of all pipelines where none is named. */
  runs(pipeline?: string): readonly RunRecord[]
  savepoints(pipeline: string, stream: string): readonly StoredSavepoint[]
  rejects(pipeline: string, stream: string): readonly Reject[]
  /** Makes a table that no stream owns. Its columns are those of the rows. */
  createForeignTable(name: string, rows: readonly Readonly<Record<string, CellValue>>[]): void
}

/** Makes a destination that keeps everything in this process. Several pipelines and sessions may share it. */
export function memoryDestination(options: MemoryOptions = {}): MemoryDestination {
  const capabilities = { ...defaultCapabilities, ...options.capabilities }
  const database = new Database({ capabilities, now: options.now ?? Date.now })
  return defineDestination({
    name: 'memory',
    capabilities,
    async check({ signal }) {
      signal.throwIfAborted()
    },
    async open(request) {
      request.signal.throwIfAborted()
      await Promise.resolve()
      return new MemorySession(
        database,
        database.transact((transaction) => openRun(transaction, request)),
      )
    },
    async inspect({ signal, pipeline, maxRuns }) {
      signal.throwIfAborted()
      await Promise.resolve()
      return readPipeline(database.state, { pipeline, maxRuns, now: database.now() })
    },
    extra: lookInto(database),
  })
}

function lookInto(database: Database): Omit<MemoryDestination, keyof Destination> {
  return {
    table: (name) => readTable(database.state, name),
    deltaTable: (name) => readDelta(database.state, name),
    tableNames: () => listNames(database.state.tables),
    describe: () => describeStreams(database.state),
    runs: (pipeline) => readRuns(database.state, pipeline),
    savepoints: (pipeline, stream) => readStream(database.state, pipeline, stream).savepoints,
    rejects: (pipeline, stream) =>
      readRejects(database.state, { pipeline, stream, after: undefined, limit: Number.POSITIVE_INFINITY }),
    createForeignTable: (name, rows) => database.transact((transaction) => createForeignTable(transaction, name, rows)),
  }
}
