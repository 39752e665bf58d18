import type {
  Attempt,
  JsonValue,
  PartitionCommit,
  PartitionStage,
  PublishedPartition,
  RowScope,
  PublishOutcome,
  Session,
  StageAnswer,
  StageBatch,
  StreamOutcome,
  StreamPublish,
  StreamState,
} from '@millrace/core/plugin'
import { newSavepoint, streamOutcome, streamPublish } from './stream-plan.ts'
import type { StreamPlan } from './stream-plan.ts'
import { tableBatches } from './table-batches.ts'
import type { TestEntry } from './table-batches.ts'
import type { TestStream } from './test-stream.ts'

/** What a test may say of a publish; the rest has the value of an ordinary incremental run. */
export interface PublishOptions extends Partial<Omit<StreamPublish, 'stream' | 'partitions'>> {
  /** Value of the savepoint the commit brings. Left out: the savepoint stays. */
  readonly savepoint?: JsonValue
  /** Default false. */
  readonly keepsSeen?: boolean
  /** Claimed complete with this commit. Default: none. */
  readonly scopes?: readonly RowScope[]
  /** Default true. */
  readonly hasEnded?: boolean
  /** Override what the partition knows, to play a worker that is out of date. */
  readonly commit?: Partial<PartitionCommit>
}

export interface DurableStageOptions {
  readonly savepoint?: JsonValue
  readonly isDone?: boolean
  readonly suspendsDeletions?: boolean
  /** Claimed complete with this staging. Default: none. */
  readonly scopes?: readonly RowScope[]
  readonly addedRejects?: StreamPublish['addedRejects']
  readonly removedRejects?: StreamPublish['removedRejects']
  readonly commit?: Partial<PartitionCommit>
}

/** What a partition asks of its run. */
export interface PartitionHost {
  readonly session: Session
  readonly signal: AbortSignal
  read(stream: TestStream): Promise<StreamState>
  publish(plans: readonly StreamPlan[]): Promise<PublishOutcome>
}

export interface TestPartitionPlace {
  readonly run: PartitionHost
  readonly stream: TestStream
  readonly partition: string
  readonly generation: string | undefined
  readonly attempt: Attempt
}

/** An attempt at a partition: counts ordinals and commits, so that a test need not. */
export class TestPartition {
  readonly attempt: Attempt
  readonly partition: string
  readonly #run: PartitionHost
  readonly #stream: TestStream
  readonly #generation: string | undefined
  #nextOrdinal: number
  #sequence: number
  #staged = 0

  constructor({ run, stream, partition, generation, attempt }: TestPartitionPlace) {
    this.#run = run
    this.#stream = stream
    this.partition = partition
    this.#generation = generation
    this.attempt = attempt
    this.#nextOrdinal = attempt.nextOrdinal
    this.#sequence = attempt.sequence
  }

  get nextOrdinal(): number {
    return this.#nextOrdinal
  }

  /** The next batch, ready to be staged. */
  batch(...entries: readonly TestEntry[]): StageBatch {
    const place = {
      partition: this.partition,
      firstOrdinal: this.#nextOrdinal,
      runNumber: this.#run.session.runNumber,
    }
    this.#nextOrdinal += entries.length
    this.#staged += entries.length
    const tables = tableBatches(this.#stream, entries, place)
    return { stream: this.#stream.name, partition: this.partition, attempt: this.attempt.attempt, tables }
  }

  /** Stages entries as one batch. */
  stage(...entries: readonly TestEntry[]): Promise<StageAnswer> {
    return this.#run.session.stage({ ...this.batch(...entries), signal: this.#run.signal })
  }

  /** What was staged as a part of the generation, to be made durable by itself or with the publish. */
  staging(options: DurableStageOptions = {}): PartitionStage {
    return {
      ...this.#commit(options.savepoint, options.commit),
      stream: this.#stream.name,
      generation: this.#generation ?? '',
      isDone: options.isDone ?? false,
      records: this.#staged,
      suspendsDeletions: options.suspendsDeletions ?? false,
      scopes: options.scopes ?? [],
      addedRejects: options.addedRejects ?? [],
      removedRejects: options.removedRejects ?? [],
    }
  }

  /** Makes what was staged durable inside the generation. */
  async stageDurably(options: DurableStageOptions = {}): Promise<void> {
    await this.#run.session.stagePartition({ ...this.staging(options), signal: this.#run.signal })
    this.#staged = 0
    const { generation } = await this.#run.read(this.#stream)
    const staged = generation?.partitions.find(({ partition }) => partition === this.partition)
    this.#sequence = staged?.sequence ?? this.#sequence
  }

  /** This partition as a stream's part of a publish. */
  plan(options: PublishOptions = {}): StreamPlan {
    const { savepoint, keepsSeen = false, scopes = [], hasEnded = true, commit, ...publish } = options
    const partition: PublishedPartition = { ...this.#commit(savepoint, commit), keepsSeen, scopes, hasEnded }
    return {
      publish: streamPublish(this.#stream, [partition], publish),
      settle: () => {
        if (savepoint !== undefined) this.#sequence += 1
      },
    }
  }

  /** Publishes this partition alone. */
  async publish(options: PublishOptions = {}): Promise<StreamOutcome> {
    const outcome = await this.#run.publish([this.plan(options)])
    return streamOutcome(outcome.streams, this.#stream)
  }

  #commit(savepoint: JsonValue | undefined, override: Partial<PartitionCommit> | undefined): PartitionCommit {
    return {
      partition: this.partition,
      attempt: this.attempt.attempt,
      previousSequence: this.#sequence,
      savepoint: savepoint === undefined ? undefined : newSavepoint(savepoint),
      ...override,
    }
  }
}
