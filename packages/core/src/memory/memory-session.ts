import type { StageAnswer, StageBatch } from '../contract/batch.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { Generation } from '../contract/generation.ts'
import type { RowKey } from '../contract/key.ts'
import type { PartitionStage, Publish, PublishOutcome } from '../contract/publish.ts'
import type { Reject } from '../contract/reject.ts'
import type { RunRecord } from '../contract/run-record.ts'
import type { SchemaAnswer, SchemaChange } from '../contract/schema-change.ts'
import type { Attempt, MissingRequest, Session, SignalOption, StreamState } from '../contract/session.ts'
import { beginAttempt } from './begin-attempt.ts'
import { changeSchema } from './change-schema.ts'
import { closeSession } from './close-session.ts'
import type { Database } from './database.ts'
import { findMissing, keepMissing, readMissing } from './find-missing.ts'
import { beginGeneration, discardGeneration } from './generation.ts'
import type { GenerationRequest } from './generation.ts'
import { describeGeneration, readRejects, readStream } from './inspect.ts'
import { renewLease, requireLease } from './lease.ts'
import type { Hold } from './lease.ts'
import type { OpenedRun } from './open-run.ts'
import { publish } from './publish.ts'
import { stagePartition } from './stage-partition.ts'
import { stage } from './stage.ts'
import type { State } from './state.ts'
import type { Transaction } from './transaction.ts'

/** A run's hold on the memory destination. Each operation is one transaction, in the file of its name. */
export class MemorySession implements Session {
  readonly endedRuns: readonly RunRecord[]
  readonly #database: Database
  readonly #hold: Hold
  #isClosed = false

  constructor(database: Database, { hold, endedRuns }: OpenedRun) {
    this.#database = database
    this.#hold = hold
    this.endedRuns = structuredClone(endedRuns)
  }

  get epoch(): number {
    return this.#hold.epoch
  }

  get runNumber(): number {
    return this.#hold.runNumber
  }

  async renewLease(options: SignalOption): Promise<void> {
    await this.#transact(options, renewLease)
  }

  async readStream(request: SignalOption & { readonly stream: string }): Promise<StreamState> {
    return this.#read(request, (state) => readStream(state, this.#hold.pipeline, request.stream))
  }

  async changeSchema(change: SchemaChange & SignalOption): Promise<SchemaAnswer> {
    return this.#transact(change, (transaction, hold) => changeSchema(transaction, hold, change))
  }

  async beginGeneration(request: GenerationRequest & SignalOption): Promise<Generation> {
    return this.#transact(request, (transaction, hold) =>
      describeGeneration(request.stream, beginGeneration(transaction, hold, request)),
    )
  }

  async discardGeneration(request: SignalOption & { readonly stream: string }): Promise<void> {
    await this.#transact(request, (transaction, hold) => discardGeneration(transaction, hold, request.stream))
  }

  async beginAttempt(
    request: SignalOption & {
      readonly stream: string
      readonly partition: string
      readonly generation: string | undefined
    },
  ): Promise<Attempt> {
    return this.#transact(request, (transaction, hold) => beginAttempt(transaction, hold, request))
  }

  async stage(batch: StageBatch & SignalOption): Promise<StageAnswer> {
    return this.#transact(batch, (transaction, hold) => stage(transaction, hold, batch))
  }

  async stagePartition(commit: PartitionStage & SignalOption): Promise<void> {
    await this.#transact(commit, (transaction, hold) => stagePartition(transaction, hold, commit))
  }

  async findMissing(
    request: MissingRequest & SignalOption,
  ): Promise<{ readonly missing: number; readonly stored: number }> {
    return this.#transact(request, (transaction, hold) => findMissing(transaction, hold, request))
  }

  async readMissing(
    request: SignalOption & { readonly stream: string; readonly after: RowKey | undefined; readonly limit: number },
  ): Promise<readonly RowKey[]> {
    return this.#read(request, (state) => readMissing(state, { ...request, pipeline: this.#hold.pipeline }))
  }

  async keepMissing(
    request: SignalOption & { readonly stream: string; readonly keys: readonly RowKey[] },
  ): Promise<void> {
    await this.#transact(request, (transaction, hold) => keepMissing(transaction, hold, request))
  }

  async readRejects(
    request: SignalOption & { readonly stream: string; readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly Reject[]> {
    return this.#read(request, (state) => readRejects(state, { ...request, pipeline: this.#hold.pipeline }))
  }

  async publish(request: Publish & SignalOption): Promise<PublishOutcome> {
    return this.#transact(request, (transaction, hold) => publish(transaction, hold, request))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await Promise.resolve()
    this.#database.transact((transaction) => closeSession(transaction, this.#hold))
  }

  async #transact<Result>(
    { signal }: SignalOption,
    work: (transaction: Transaction, hold: Hold) => Result,
  ): Promise<Result> {
    await this.#begin(signal)
    return this.#database.transact((transaction) => {
      requireLease(transaction, this.#hold)
      return work(transaction, this.#hold)
    })
  }

  async #read<Result>({ signal }: SignalOption, read: (state: State) => Result): Promise<Result> {
    await this.#begin(signal)
    return read(this.#database.state)
  }

  /** Waits as long as a caller may expect of any destination: nothing happens before it goes on. */
  async #begin(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await Promise.resolve()
    if (!this.#isClosed) return
    throw new DestinationError({ message: `the session of run ${this.#hold.run} is closed: open another one` })
  }
}
