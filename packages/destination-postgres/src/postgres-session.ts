import { DestinationError, MillraceError } from '@millrace/core/plugin'
import type {
  Attempt,
  Generation,
  MissingRequest,
  PartitionStage,
  Publish,
  PublishOutcome,
  Reject,
  RowKey,
  RunRecord,
  SchemaAnswer,
  SchemaChange,
  Session,
  SignalOption,
  StageAnswer,
  StageBatch,
  StreamState,
} from '@millrace/core/plugin'
import pRetry from 'p-retry'
import { closeSession } from './close-session.ts'
import { transact } from './database/transact.ts'
import type { TransactOptions } from './database/transact.ts'
import type { Transaction } from './database/transaction.ts'
import type { OpenedRun } from './open-run.ts'
import { findMissing, keepMissing, readMissing } from './publish/find-missing.ts'
import { publish } from './publish/publish.ts'
import { changeSchema } from './schema/change-schema.ts'
import { beginAttempt } from './stage/begin-attempt.ts'
import { dropGenerationTables } from './stage/generation-tables.ts'
import { stagePartition } from './stage/stage-partition.ts'
import { stage } from './stage/stage.ts'
import { Staging } from './stage/staging.ts'
import { describeStream } from './state/describe-stream.ts'
import { describeGeneration, openGeneration, readGeneration, removeGeneration } from './state/generations.ts'
import type { GenerationRequest } from './state/generations.ts'
import { renewLease, requireLease } from './state/lease.ts'
import type { Hold } from './state/lease.ts'
import { readRejects } from './state/rejects.ts'
import { lockStreams, readStreamEntry } from './state/streams.ts'
import type { StreamEntry } from './state/streams.ts'
import { Turns } from './turns.ts'
import type { Claim } from './turns.ts'
import { underSignals } from './under-signals.ts'

const renewalLockTimeoutInMs = 1000

/** Where nobody answers at all, it is no use to ask again. */
const closingPatienceInMs = 5000

type PartitionRequest = SignalOption & { readonly stream: string; readonly partition: string }

/**
 * A run's hold on a Postgres database. Each operation is one transaction on a connection of its own, in the file of its name.
 * Whoever waits for a turn has no connection yet, and whoever has a connection waits for no turn.
 */
export class PostgresSession implements Session {
  readonly endedRuns: readonly RunRecord[]
  readonly #options: Omit<TransactOptions, 'signal'>
  readonly #hold: Hold
  readonly #staging: Staging
  readonly #turns: Turns = new Turns()
  readonly #closing: AbortController = new AbortController()

  constructor(options: Omit<TransactOptions, 'signal'>, { hold, endedRuns }: OpenedRun) {
    this.#options = options
    this.#hold = hold
    this.#staging = new Staging()
    this.endedRuns = endedRuns
  }

  get epoch(): number {
    return this.#hold.epoch
  }

  get runNumber(): number {
    return this.#hold.runNumber
  }

  async renewLease({ signal }: SignalOption): Promise<void> {
    this.#requireOpen()
    const { settings } = this.#options
    // It is tried again soon. Until then its connection is free, for what is to be cancelled.
    const hasty = { ...settings, lockTimeoutInMs: renewalLockTimeoutInMs }
    await transact({ ...this.#options, settings: hasty, signal, isUrgent: true }, (transaction) =>
      renewLease(transaction, this.#hold),
    )
  }

  async readStream(request: SignalOption & { readonly stream: string }): Promise<StreamState> {
    return this.#transact(request, async (transaction) =>
      describeStream(transaction, await this.#read(transaction, request)),
    )
  }

  async changeSchema(change: SchemaChange & SignalOption): Promise<SchemaAnswer> {
    const staging = this.#staging
    return this.#inTurn([{ stream: change.stream }], change, async (options) => {
      const answer = await this.#transact(options, (transaction) =>
        changeSchema(transaction, this.#hold, { change, staging }),
      )
      if (answer.type === 'changed') staging.follow(answer.schema, change)
      return answer
    })
  }

  async beginGeneration(request: GenerationRequest & SignalOption): Promise<Generation> {
    return this.#onStream({ ...request, isNew: true }, async (transaction, entry) =>
      describeGeneration(await openGeneration(transaction, entry, request)),
    )
  }

  async discardGeneration(request: SignalOption & { readonly stream: string }): Promise<void> {
    await this.#onStream(request, async (transaction, entry) => {
      const generation = await readGeneration(transaction, entry)
      if (generation === undefined) return
      await dropGenerationTables(transaction, generation)
      await removeGeneration(transaction, generation)
    })
    this.#staging.endGeneration(request.stream)
  }

  async beginAttempt(request: PartitionRequest & { readonly generation: string | undefined }): Promise<Attempt> {
    const staging = this.#staging
    return this.#inTurn([{ ...request, locksStream: true }], request, async (options) => {
      const { attempt, work } = await this.#transact(options, async (transaction) => {
        await this.#lock(transaction, { ...request, isNew: true })
        return beginAttempt(transaction, this.#hold, { ...request, staging })
      })
      staging.begin(work)
      staging.noteOrdinal(work, attempt.nextOrdinal)
      return attempt
    })
  }

  async stage(batch: StageBatch & SignalOption): Promise<StageAnswer> {
    return this.#inTurn([batch], batch, (options) =>
      stage(this.#staging, this.#hold, { batch, transact: (work) => this.#transact(options, work) }),
    )
  }

  async stagePartition(commit: PartitionStage & SignalOption): Promise<void> {
    const staging = this.#staging
    await this.#inTurn([{ ...commit, locksStream: true }], commit, (options) =>
      this.#transact(options, async (transaction) => {
        await this.#lock(transaction, commit)
        await stagePartition(transaction, this.#hold, { commit, staging })
      }),
    )
  }

  async findMissing(
    request: MissingRequest & SignalOption,
  ): Promise<{ readonly missing: number; readonly stored: number }> {
    const staging = this.#staging
    return this.#onStream(request, (transaction, entry) => findMissing(transaction, entry, { request, staging }))
  }

  async readMissing(
    request: SignalOption & { readonly stream: string; readonly after: RowKey | undefined; readonly limit: number },
  ): Promise<readonly RowKey[]> {
    return this.#transact(request, async (transaction) =>
      readMissing(transaction, await this.#read(transaction, request), request),
    )
  }

  async keepMissing(
    request: SignalOption & { readonly stream: string; readonly keys: readonly RowKey[] },
  ): Promise<void> {
    await this.#onStream(request, (transaction, entry) => keepMissing(transaction, entry, request.keys))
  }

  async readRejects(
    request: SignalOption & { readonly stream: string; readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly Reject[]> {
    const { pipeline } = this.#hold
    return this.#transact(request, (transaction) => readRejects(transaction, { ...request, pipeline }))
  }

  async publish(request: Publish & SignalOption): Promise<PublishOutcome> {
    const staging = this.#staging
    const claims = request.streams.flatMap(({ stream, generation, partitions }): readonly Claim[] =>
      generation === undefined
        ? partitions.map(({ partition }) => ({ stream, partition, locksStream: true }))
        : [{ stream }],
    )
    return this.#inTurn(claims, request, async (options) => {
      const outcome = await this.#transact(options, (transaction) =>
        publish(transaction, this.#hold, { request, staging }),
      )
      for (const { stream, generation, partitions } of request.streams) {
        for (const { partition, attempt } of partitions) staging.forget({ stream, partition, attempt })
        if (generation !== undefined) staging.endGeneration(stream)
      }
      return outcome
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return
    // What is still under way is given up: it must not go on after the lease.
    this.#closing.abort(this.#closedError())
    await this.#turns.whenIdle()
    const close = (): Promise<void> =>
      transact({ ...this.#options, signal: new AbortController().signal }, (transaction) =>
        closeSession(transaction, this.#hold, this.#staging),
      )
    // Nobody tries it again: a lease that is not given back would hold up the next run until its end.
    await pRetry(close, {
      retries: 2,
      minTimeout: 100,
      maxRetryTime: closingPatienceInMs,
      shouldRetry: ({ error }) => MillraceError.isInstance(error) && error.isRetryable,
    })
  }

  /** On a whole stream, which nobody else changes meanwhile. */
  async #onStream<Result>(
    request: SignalOption & { readonly stream: string; readonly isNew?: boolean },
    work: (transaction: Transaction, entry: StreamEntry) => Promise<Result>,
  ): Promise<Result> {
    return this.#inTurn([{ stream: request.stream }], request, (options) =>
      this.#transact(options, async (transaction) => {
        await this.#lock(transaction, request)
        return work(transaction, await this.#read(transaction, request))
      }),
    )
  }

  async #lock(
    transaction: Transaction,
    { stream, isNew = false }: { readonly stream: string; readonly isNew?: boolean },
  ): Promise<void> {
    await lockStreams(transaction, this.#hold.pipeline, { streams: [stream], isNew })
  }

  #read(transaction: Transaction, { stream }: { readonly stream: string }): Promise<StreamEntry> {
    return readStreamEntry(transaction, this.#hold.pipeline, stream)
  }

  async #transact<Result>(
    { signal }: SignalOption,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    this.#requireOpen()
    return transact({ ...this.#options, signal }, async (transaction) => {
      await requireLease(transaction, this.#hold)
      return work(transaction)
    })
  }

  async #inTurn<Result>(
    claims: readonly Claim[],
    request: SignalOption,
    work: (options: SignalOption) => Promise<Result>,
  ): Promise<Result> {
    this.#requireOpen()
    return underSignals([request.signal, this.#closing.signal], (signal) =>
      this.#turns.take(claims, { signal }, () => work({ signal })),
    )
  }

  #requireOpen(): void {
    if (this.#closing.signal.aborted) throw this.#closedError()
  }

  #closedError(): DestinationError {
    return new DestinationError({ message: `the session of run ${this.#hold.run} is closed: open another one` })
  }
}
