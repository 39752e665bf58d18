import { DestinationError } from '@millrace/core/plugin'
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
import PQueue from 'p-queue'
import type { Connection } from './database/connection.ts'
import type { DatabaseUse } from './database/database.ts'
import { transact } from './database/transact.ts'
import type { TransactOptions } from './database/transact.ts'
import type { Transaction } from './database/transaction.ts'
import { findMissing, keepMissing, readMissing } from './publish/find-missing.ts'
import { publish } from './publish/publish.ts'
import { changeSchema } from './schema/change-schema.ts'
import { beginAttempt } from './stage/begin-attempt.ts'
import { dropGenerationTables } from './stage/generation-tables.ts'
import { stagePartition } from './stage/stage-partition.ts'
import { stage } from './stage/stage.ts'
import type { StagingArea } from './stage/staging-area.ts'
import { Staging } from './stage/staging.ts'
import { closeSession } from './close-session.ts'
import { describeStream } from './state/describe-stream.ts'
import { describeGeneration, openGeneration, readGeneration, removeGeneration } from './state/generations.ts'
import type { GenerationRequest } from './state/generations.ts'
import { renewLease, requireLease } from './state/lease.ts'
import type { Hold } from './state/lease.ts'
import type { OpenedRun } from './open-run.ts'
import { readRejects } from './state/rejects.ts'
import { readStreamEntry } from './state/streams.ts'
import type { StreamEntry } from './state/streams.ts'

export interface SessionOptions {
  readonly use: DatabaseUse
  /** For transactions. */
  readonly connection: Connection
  readonly area: StagingArea
  readonly transact: Omit<TransactOptions, 'signal'>
}

/** A run's hold on a DuckDB database. Each operation is one transaction, in the file of its name. */
export class DuckDBSession implements Session {
  readonly endedRuns: readonly RunRecord[]
  readonly #options: SessionOptions
  readonly #hold: Hold
  readonly #staging: Staging
  /** Work on what is staged is done one by one; transactions of other sessions do not hold it up. */
  readonly #turns: PQueue = new PQueue({ concurrency: 1 })
  #isClosed = false

  constructor(options: SessionOptions, { hold, endedRuns }: OpenedRun) {
    this.#options = options
    this.#hold = hold
    this.#staging = new Staging(options.area)
    this.endedRuns = endedRuns
  }

  get epoch(): number {
    return this.#hold.epoch
  }

  get runNumber(): number {
    return this.#hold.runNumber
  }

  async renewLease(options: SignalOption): Promise<void> {
    await this.#transact(options, (transaction) => renewLease(transaction, this.#hold))
  }

  async readStream(request: SignalOption & { readonly stream: string }): Promise<StreamState> {
    return this.#onStream(request, describeStream)
  }

  async changeSchema(change: SchemaChange & SignalOption): Promise<SchemaAnswer> {
    const staging = this.#staging
    return this.#inTurn(async () => {
      await staging.flush(change)
      const answer = await this.#transact(change, (transaction) =>
        changeSchema(transaction, this.#hold, { change, staging }),
      )
      if (answer.type === 'changed') await staging.follow(answer.schema, change)
      return answer
    })
  }

  async beginGeneration(request: GenerationRequest & SignalOption): Promise<Generation> {
    return this.#onStream(request, async (transaction, entry) =>
      describeGeneration(await openGeneration(transaction, entry, request)),
    )
  }

  async discardGeneration(request: SignalOption & { readonly stream: string }): Promise<void> {
    await this.#inTurn(async () => {
      await this.#staging.flush({ stream: request.stream })
      await this.#onStream(request, async (transaction, entry) => {
        const generation = await readGeneration(transaction, entry)
        if (generation === undefined) return
        await dropGenerationTables(transaction, generation)
        await removeGeneration(transaction, generation)
      })
      await this.#staging.endGeneration(request.stream)
    })
  }

  async beginAttempt(
    request: SignalOption & {
      readonly stream: string
      readonly partition: string
      readonly generation: string | undefined
    },
  ): Promise<Attempt> {
    const staging = this.#staging
    return this.#inTurn(async () => {
      request.signal.throwIfAborted()
      await staging.end(request)
      const { attempt, work } = await this.#transact(request, (transaction) =>
        beginAttempt(transaction, this.#hold, { ...request, staging }),
      )
      staging.begin(work)
      staging.noteOrdinal(work, attempt.nextOrdinal)
      return attempt
    })
  }

  async stage(batch: StageBatch & SignalOption): Promise<StageAnswer> {
    batch.signal.throwIfAborted()
    return this.#inTurn(async () => {
      batch.signal.throwIfAborted()
      return stage(this.#staging, batch)
    })
  }

  async stagePartition(commit: PartitionStage & SignalOption): Promise<void> {
    const staging = this.#staging
    await this.#inTurn(async () => {
      commit.signal.throwIfAborted()
      // Of the whole stream, so that nobody else makes the same table of the generation now.
      await staging.flush({ stream: commit.stream })
      await this.#transact(commit, (transaction) => stagePartition(transaction, this.#hold, { commit, staging }))
      await staging.require(commit).drop()
    })
  }

  async findMissing(
    request: MissingRequest & SignalOption,
  ): Promise<{ readonly missing: number; readonly stored: number }> {
    const staging = this.#staging
    return this.#inTurn(async () => {
      await staging.flush(request)
      return this.#onStream(request, (transaction, entry) => findMissing(transaction, entry, { request, staging }))
    })
  }

  async readMissing(
    request: SignalOption & { readonly stream: string; readonly after: RowKey | undefined; readonly limit: number },
  ): Promise<readonly RowKey[]> {
    return this.#onStream(request, (transaction, entry) => readMissing(transaction, entry, request))
  }

  async keepMissing(
    request: SignalOption & { readonly stream: string; readonly keys: readonly RowKey[] },
  ): Promise<void> {
    await this.#onStream(request, (transaction, entry) => keepMissing(transaction, entry, request.keys))
  }

  async readRejects(
    request: SignalOption & { readonly stream: string; readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly Reject[]> {
    return this.#onStream(request, (transaction, { pipeline }) => readRejects(transaction, { ...request, pipeline }))
  }

  async publish(request: Publish & SignalOption): Promise<PublishOutcome> {
    const staging = this.#staging
    const attempts = request.streams.flatMap(({ stream, partitions, stagings }) => [
      ...partitions.map(({ partition, attempt }) => ({ stream, partition, attempt })),
      ...stagings.map(({ partition, attempt }) => ({ stream, partition, attempt })),
    ])
    request.signal.throwIfAborted()
    return this.#inTurn(async () => {
      // What is moved could be in the way of whoever has the lease now.
      await this.#transact(request, async () => undefined)
      for (const attempt of attempts) {
        await staging.flush(attempt)
        await staging.moveRest(attempt)
      }
      const outcome = await this.#transact(request, async (transaction) => {
        // Writes the lease: should two processes ever commit for one pipeline, only one of them can.
        await renewLease(transaction, this.#hold)
        return publish(transaction, this.#hold, { request, staging })
      })
      for (const attempt of attempts) await staging.require(attempt).drop()
      for (const { stream, generation } of request.streams) {
        if (generation !== undefined) await staging.endGeneration(stream)
      }
      return outcome
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const { use, connection, area } = this.#options
    try {
      await this.#turns.add(() => this.#staging.close())
    } finally {
      try {
        await this.#run(new AbortController().signal, (transaction) => closeSession(transaction, this.#hold))
      } finally {
        connection.close()
        await area[Symbol.asyncDispose]()
        await use[Symbol.asyncDispose]()
      }
    }
  }

  async #onStream<Result>(
    request: SignalOption & { readonly stream: string },
    work: (transaction: Transaction, entry: StreamEntry) => Promise<Result>,
  ): Promise<Result> {
    return this.#transact(request, async (transaction) =>
      work(transaction, await readStreamEntry(transaction, this.#hold.pipeline, request.stream)),
    )
  }

  async #transact<Result>(
    { signal }: SignalOption,
    work: (transaction: Transaction) => Promise<Result>,
  ): Promise<Result> {
    this.#requireOpen()
    return this.#run(signal, async (transaction) => {
      await requireLease(transaction, this.#hold)
      return work(transaction)
    })
  }

  async #run<Result>(signal: AbortSignal, work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const { use, transact: options, connection } = this.#options
    return transact({ ...options, connection, writers: use.writers, signal }, work)
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#requireOpen()
    return this.#turns.add(async () => {
      try {
        return await work()
      } catch (error) {
        throw this.#options.transact.classify(error)
      }
    })
  }

  #requireOpen(): void {
    if (!this.#isClosed) return
    throw new DestinationError({ message: `the session of run ${this.#hold.run} is closed: open another one` })
  }
}
