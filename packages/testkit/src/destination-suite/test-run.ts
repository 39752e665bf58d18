import type {
  Generation,
  MissingRequest,
  PublishOutcome,
  Reject,
  RowKey,
  RunRecord,
  SchemaAnswer,
  SchemaChange,
  Session,
  StreamOutcome,
  StreamState,
} from '@millrace/core/plugin'
import { runRecord } from './run-record.ts'
import type { TestEntry } from './table-batches.ts'
import { streamOutcome } from './stream-plan.ts'
import type { StreamPlan } from './stream-plan.ts'
import { TestPartition } from './test-partition.ts'
import type { PublishOptions } from './test-partition.ts'
import type { TestStream } from './test-stream.ts'

export interface TestRunPlace {
  readonly session: Session
  readonly pipeline: string
  readonly id: string
  readonly signal: AbortSignal
}

/** A session and the calls that tests make again and again. Everything else goes through `session`. */
export class TestRun implements AsyncDisposable {
  readonly session: Session
  readonly pipeline: string
  readonly id: string
  readonly signal: AbortSignal

  constructor({ session, pipeline, id, signal }: TestRunPlace) {
    this.session = session
    this.pipeline = pipeline
    this.id = id
    this.signal = signal
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session[Symbol.asyncDispose]()
  }

  /** The same session, with calls under another signal. */
  under(signal: AbortSignal): TestRun {
    return new TestRun({ session: this.session, pipeline: this.pipeline, id: this.id, signal })
  }

  read(stream: TestStream): Promise<StreamState> {
    return this.session.readStream({ stream: stream.name, signal: this.signal })
  }

  /** Asks for the tables of a stream, from the version that stands unless another is given. */
  async change(stream: TestStream, change: Partial<SchemaChange> = {}): Promise<SchemaAnswer> {
    const expectedVersion = change.expectedVersion ?? (await this.read(stream)).schema.version
    return this.session.changeSchema({
      stream: stream.name,
      schema: { ...stream.schema, version: expectedVersion },
      definition: { key: 'as in the test' },
      takeOver: false,
      isRebuild: false,
      signal: this.signal,
      ...change,
      expectedVersion,
    })
  }

  /** Makes the tables of streams, or brings them up to date. Throws unless that was done. */
  async create(...streams: readonly TestStream[]): Promise<void> {
    for (const stream of streams) {
      const answer = await this.change(stream)
      if (answer.type !== 'changed') throw new Error(`the schema of '${stream.name}' was not changed: ${answer.type}`)
    }
  }

  beginGeneration(
    stream: TestStream,
    options: { readonly partitions?: readonly string[]; readonly isRebuild?: boolean } = {},
  ): Promise<Generation> {
    return this.session.beginGeneration({
      stream: stream.name,
      partitions: options.partitions ?? [''],
      startBound: '2026-01-01T00:00:00.000Z',
      definition: { key: 'as in the test' },
      isRebuild: options.isRebuild ?? false,
      signal: this.signal,
    })
  }

  /** Begins an attempt at a partition. */
  async begin(stream: TestStream, partition = '', generation?: Generation): Promise<TestPartition> {
    const request = { stream: stream.name, partition, generation: generation?.id, signal: this.signal }
    const attempt = await this.session.beginAttempt(request)
    return new TestPartition({ run: this, stream, partition, generation: generation?.id, attempt })
  }

  /** Begins an attempt at the only partition, stages the entries as one batch, and publishes them. */
  async load(stream: TestStream, entries: readonly TestEntry[], options: PublishOptions = {}): Promise<StreamOutcome> {
    const partition = await this.begin(stream)
    await partition.stage(...entries)
    return partition.publish(options)
  }

  /** One transaction over all plans. */
  async publish(
    plans: readonly StreamPlan[],
    record: Partial<RunRecord> | ((outcome: PublishOutcome) => RunRecord) = {},
  ): Promise<PublishOutcome> {
    const outcome = await this.session.publish({
      streams: plans.map((plan) => plan.publish),
      record: typeof record === 'function' ? record : () => this.record(record),
      signal: this.signal,
    })
    for (const plan of plans) plan.settle()
    return outcome
  }

  /** Looks for rows that should have come. Neither scopes nor partitions unless they are given. */
  findMissing(
    stream: TestStream,
    request: Partial<Pick<MissingRequest, 'scopes' | 'partitions'>>,
  ): Promise<{ readonly missing: number; readonly stored: number }> {
    return this.session.findMissing({
      stream: stream.name,
      scopes: [],
      partitions: [],
      signal: this.signal,
      ...request,
    })
  }

  /** Keys of all missing rows, read in pages of this size. */
  async missingKeys(stream: TestStream, limit = 100): Promise<readonly RowKey[]> {
    const all: RowKey[] = []
    for (;;) {
      const request = { stream: stream.name, after: all.at(-1), limit, signal: this.signal }
      const page = await this.session.readMissing(request)
      requireNew(
        page.map((key) => rowKeyText(key)),
        all.map((key) => rowKeyText(key)),
      )
      all.push(...page)
      if (page.length < limit) return all
    }
  }

  /** Spares missing rows. */
  keepMissing(stream: TestStream, keys: readonly RowKey[]): Promise<void> {
    return this.session.keepMissing({ stream: stream.name, keys, signal: this.signal })
  }

  /** Publishes one plan and answers what it did to its stream. */
  async publishOne(stream: TestStream, plan: StreamPlan): Promise<StreamOutcome> {
    return streamOutcome((await this.publish([plan])).streams, stream)
  }

  record(given: Partial<RunRecord> = {}): RunRecord {
    return runRecord({ id: this.id, number: this.session.runNumber, pipeline: this.pipeline, ...given })
  }

  /** All rejects of a stream, read in pages of this size. */
  async rejects(stream: TestStream, limit = 100): Promise<readonly Reject[]> {
    const all: Reject[] = []
    for (;;) {
      const request = { stream: stream.name, after: all.at(-1)?.id, limit, signal: this.signal }
      const page = await this.session.readRejects(request)
      requireNew(
        page.map(({ id }) => id),
        all.map(({ id }) => id),
      )
      all.push(...page)
      if (page.length < limit) return all
    }
  }
}

/** Pages that overlap would be read for ever. */
function requireNew(page: readonly string[], before: readonly string[]): void {
  const known = new Set(before)
  const again = page.find((id) => known.has(id))
  if (again !== undefined) throw new Error(`${again} is in two pages`)
}

function rowKeyText(key: RowKey): string {
  return key.map((cell) => `${typeof cell} ${String(cell)}`).join()
}
