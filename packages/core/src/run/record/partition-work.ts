import type { RejectedRow, TableBatch } from '../../contract/batch.ts'
import type { CellValue, ColumnType } from '../../contract/column-type.ts'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import type { Reject } from '../../contract/reject.ts'
import type { Attempt } from '../../contract/session.ts'
import { compareCells } from '../../kit/compare-cells.ts'
import type { BatchBuilder, Identity } from '../../tables/table-engine.ts'
import { makeReject } from '../rejects/make-reject.ts'
import type { RejectedRecord } from '../rejects/make-reject.ts'
import type { Preparation } from './prepare-record.ts'
import type { RunContext } from '../run-context.ts'
import type { StagedPartition } from '../commit/staged-partition.ts'
import type { StreamLoad } from '../stream-load.ts'
import { cursorType } from '../read/cursor-savepoint.ts'
import { newTally } from '../commit/tally.ts'
import type { Tally } from '../commit/tally.ts'

/** Beyond this the rejects of a commit keep their digest only. */
const maxRejectBytesPerCommit = 16 * 1024 * 1024

/** One attempt at a partition: what it has staged, counted and met so far. */
export class PartitionWork implements StagedPartition {
  readonly context: RunContext
  readonly load: StreamLoad
  readonly partition: string
  readonly attempt: Attempt
  /** Since the last durable point. */
  tally: Tally = newTally()
  /** The highest cursor met in this attempt. */
  highestCursor: CellValue = null
  /** Sequence of the last durable savepoint. */
  sequence: number
  /** The batch that is on its way to the destination. */
  #onItsWay: Promise<void> = Promise.resolve()
  #nextOrdinal: number
  #records = 0
  #rows = 0
  #bytes = 0
  readonly #beganAt: number

  constructor(context: RunContext, load: StreamLoad, partition: string, attempt: Attempt) {
    this.context = context
    this.load = load
    this.partition = partition
    this.attempt = attempt
    this.sequence = attempt.sequence
    // An attempt that staged nothing may still have used ordinals, for rejects.
    this.#nextOrdinal = Math.max(attempt.nextOrdinal, load.nextOrdinals.get(partition) ?? 0)
    this.#beganAt = performance.now()
  }

  get preparation(): Preparation {
    const { context, load } = this
    const patience = { signal: context.signal, timeoutInMs: context.options.stallTimeoutInMs }
    return { resolved: load.resolved, engine: load.engine, patience }
  }

  /** The first of so many ordinals in a row. */
  takeOrdinals(count: number): number {
    const first = this.#nextOrdinal
    this.#nextOrdinal += count
    this.load.nextOrdinals.set(this.partition, this.#nextOrdinal)
    return first
  }

  /** Rows are noted as brought by `partition`, by default the one that is worked on. */
  startBatch(partition: string | null = this.partition): BatchBuilder {
    const { runNumber } = this.context.session
    return this.load.engine.startBatch({ partition, readIn: this.partition, runNumber })
  }

  /** Notes that a batch is on its way: others are made ready meanwhile. One at a time, see `arrived`. */
  send(batch: Promise<void>): void {
    this.#onItsWay = batch
    // Whoever waits for it next is told.
    batch.catch(() => undefined)
  }

  /** Waits for the batch that is on its way. To be called before anything is counted, committed, or given up. */
  async arrived(): Promise<void> {
    await this.#onItsWay
  }

  async stage(tables: readonly TableBatch[]): Promise<readonly RejectedRow[]> {
    if (tables.length === 0) return []
    const { rejected } = await this.context.session.stage({
      stream: this.load.resolved.name,
      partition: this.partition,
      attempt: this.attempt.attempt,
      tables,
      signal: this.context.signal,
    })
    return rejected
  }

  /** Throws where a stream that promises the order of its cursor does not keep it: what is behind would be lost. */
  meet(identities: readonly (Identity | undefined)[]): void {
    // Looked up once for all, since it searches the columns.
    const type = cursorType(this.load.engine.schema)
    if (type === undefined) return
    for (const identity of identities) {
      if (identity !== undefined) this.#meetOne(identity, type)
    }
  }

  #meetOne(identity: Identity, type: ColumnType): void {
    const order = compareCells(identity.cursor, this.highestCursor, type)
    if (order > 0) this.highestCursor = identity.cursor
    const { name, isSortedByCursor = false } = this.load.resolved.stream
    if (order >= 0 || !isSortedByCursor) return
    throw new InvalidPartError(
      `stream ${name} declares \`isSortedByCursor\`, but yielded a record ` +
        (identity.cursor === null
          ? 'without a cursor after one that has it'
          : 'whose cursor is lower than the one before'),
    )
  }

  /** Throws when there are more rejects than allowed. */
  reject(
    rejected: RejectedRecord,
    { partition, earlier }: { readonly partition: string | null; readonly earlier: Reject | undefined },
  ): void {
    const { context, load, tally } = this
    const made = makeReject(rejected, {
      resolved: load.resolved,
      partition: partition ?? this.partition,
      readIn: this.partition,
      run: context.id,
      at: new Date(context.options.now()),
      earlier,
    })
    // All of them wait in memory for the commit.
    const reject = tally.rejectBytes < maxRejectBytesPerCommit ? made : { ...made, record: null }
    tally.rejectBytes += reject.record?.length ?? 0
    const { step, code, path } = reject
    context.emit({ type: 'record-rejected', stream: load.resolved.name, partition: reject.partition, step, code, path })
    load.rejects.add(reject, tally)
  }

  progress(records: number, tables: readonly TableBatch[], bytes: number): void {
    this.#records += records
    this.#rows += tables.reduce((sum, table) => sum + table.rowCount, 0)
    this.#bytes += bytes
    const seconds = Math.max(0.001, (performance.now() - this.#beganAt) / 1_000)
    this.context.emit({
      type: 'batch-staged',
      stream: this.load.resolved.name,
      partition: this.partition,
      records: this.#records,
      rows: this.#rows,
      bytes: this.#bytes,
      recordsPerSecond: Math.round(this.#records / seconds),
    })
  }

  /** The tally so far; a new one begins. */
  takeTally(): Tally {
    const { tally } = this
    this.tally = newTally()
    return tally
  }
}
