import { deltaColumns, systemColumns } from '@millrace/core/plugin'
import type { Destination, PipelineState, StreamOutcome } from '@millrace/core/plugin'
import { silentLogger } from '../silent-logger.ts'
import type { Row } from './destination-reader.ts'
import { runRecord } from './run-record.ts'
import { storedRecords } from './stored-records.ts'
import type { DestinationUnderTest } from './suite-options.ts'
import type { TestEntry, TestRecord } from './table-batches.ts'
import type { PublishOptions } from './test-partition.ts'
import { TestRun } from './test-run.ts'
import type { TestStream } from './test-stream.ts'
import { inTextOrder } from './text-order.ts'

export interface OpenOptions {
  /** Default `shop`. */
  readonly pipeline?: string
  /** Default `run-1`, `run-2`, … */
  readonly run?: string
  readonly join?: { readonly epoch: number }
  readonly signal?: AbortSignal
}

export interface Snapshot {
  readonly rows: Readonly<Record<string, readonly Row[]>>
  readonly tables: readonly string[]
  readonly state: PipelineState
}

/** How long a lease holds in the suite. */
export const leaseDurationInMs = 60_000

/** The destination under test with everything a test does to it. */
export class TestBed {
  readonly signal: AbortSignal = new AbortController().signal
  #current: DestinationUnderTest
  #runs = 0

  constructor(current: DestinationUnderTest) {
    this.#current = current
  }

  get destination(): Destination {
    return this.#current.destination
  }

  async close(): Promise<void> {
    await this.#current.close()
  }

  /** Opens a session. Dispose it with `await using`, or leave it open to play a process that died. */
  async open(options: OpenOptions = {}): Promise<TestRun> {
    this.#runs += 1
    const { pipeline = 'shop', run = `run-${this.#runs}`, join, signal = this.signal } = options
    const session = await this.destination.open({
      pipeline,
      run,
      leaseDurationInMs,
      record: (number) => runRecord({ id: run, number, pipeline }),
      signal,
      logger: silentLogger,
      ...(join === undefined ? {} : { join }),
    })
    return new TestRun({ session, pipeline, id: run, signal })
  }

  /** A whole run: brings the tables up to date, stages the entries as one batch, publishes them. */
  async load(stream: TestStream, entries: readonly TestEntry[], options: PublishOptions = {}): Promise<StreamOutcome> {
    await using run = await this.open()
    await run.create(stream)
    return await run.load(stream, entries, options)
  }

  inspect(pipeline = 'shop', maxRuns = 100): Promise<PipelineState> {
    return this.destination.inspect({ pipeline, maxRuns, signal: this.signal, logger: silentLogger })
  }

  check(): Promise<void> {
    return this.destination.check({ signal: this.signal, logger: silentLogger })
  }

  /** The store opened anew by what could be another process. */
  async reopen(): Promise<void> {
    if (this.#current.reopen === undefined) throw missing('reopen', 'reopen')
    this.#current = await this.#current.reopen()
  }

  async advanceClock(milliseconds: number): Promise<void> {
    const { reader } = this.#current
    if (reader.advanceClock === undefined) throw missing('clock', 'reader.advanceClock')
    await reader.advanceClock(milliseconds)
  }

  /** Lets every lease expire, as if its holder had died. */
  expireLeases(): Promise<void> {
    return this.advanceClock(leaseDurationInMs + 1)
  }

  async createForeignTable(name: string): Promise<void> {
    const { reader } = this.#current
    if (reader.createForeignTable === undefined) throw missing('foreignTables', 'reader.createForeignTable')
    await reader.createForeignTable(name, { note: 'text' })
  }

  async tableNames(): Promise<readonly string[]> {
    return [...(await this.#current.reader.tableNames())].sort()
  }

  /** Rows of a table, -0 as 0. */
  async rows(table: string): Promise<readonly Row[]> {
    return (await this.#current.reader.rows(table)).map(plainRow)
  }

  /** Rows of a delta table in the order of their commits. */
  async deltaRows(delta: string): Promise<readonly Row[]> {
    const rows = (await this.#current.reader.deltaRows(delta)).map(plainRow)
    return rows.sort((left, right) => sequenceOf(left) - sequenceOf(right))
  }

  /** The records of a stream, put together from all its tables. */
  async records(stream: TestStream): Promise<readonly TestRecord[]> {
    const rows = new Map<string, readonly Row[]>()
    for (const { name } of stream.schema.tables) rows.set(name, await this.rows(name))
    return storedRecords(stream, (table) => rows.get(table.name) ?? [])
  }

  /** Everything that can be seen of streams and their pipeline, in an order of its own: for "nothing changed". */
  async snapshot(...streams: readonly TestStream[]): Promise<Snapshot> {
    const rows: Record<string, readonly Row[]> = {}
    for (const table of streams.flatMap((stream) => stream.schema.tables)) {
      rows[table.name] = inTextOrder(await this.rows(table.name))
      if (table.delta !== undefined) rows[`delta of ${table.name}`] = inTextOrder(await this.deltaRows(table.delta))
    }
    return { rows, tables: await this.tableNames(), state: await this.inspect() }
  }

  /** The root rows that are marked as deleted. */
  async marked(stream: TestStream): Promise<readonly Row[]> {
    const rows = await this.rows(stream.schema.tables[0]?.name ?? '')
    return rows.filter((row) => (row[systemColumns.deletedAt] ?? null) !== null)
  }
}

export function sequenceOf(row: Row): number {
  return Number(row[deltaColumns.sequence])
}

function plainRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === 0 ? 0 : cell]))
}

function missing(toggle: string, member: string): Error {
  return new Error(`'${member}' is missing: add it, or switch the toggle '${toggle}' off with a reason`)
}
