import type { StageAnswer, StageBatch } from './batch.ts'
import type { Generation } from './generation.ts'
import type { JsonValue } from './json.ts'
import type { RowKey } from './key.ts'
import type { PartitionStage, Publish, PublishOutcome, RowScope } from './publish.ts'
import type { Reject } from './reject.ts'
import type { RunRecord } from './run-record.ts'
import type { StoredSavepoint } from './savepoint.ts'
import type { DefinitionRecord, SchemaAnswer, SchemaChange } from './schema-change.ts'
import type { StreamSchema } from './table-schema.ts'

/** What a destination knows of a stream of a pipeline. */
export interface StreamState {
  /** The stream's name. */
  readonly stream: string
  /** Version 0 and no tables before anything stands. */
  readonly schema: StreamSchema
  /** What its tables were made with; undefined before anything stands. */
  readonly definition: DefinitionRecord | undefined
  /** Published savepoints, retired partitions included. */
  readonly savepoints: readonly StoredSavepoint[]
  /** The full refresh under way, if there is one. */
  readonly generation: Generation | undefined
  /** Number of rejects that are kept. */
  readonly rejects: number
  /** Whether any row stands in the root table, marked ones included. Before, tables may be made anew unasked. */
  readonly hasRows: boolean
}

/** The right to work on a partition, newer than all before it. */
export interface Attempt {
  /** Counts the attempts at this partition; given back with everything that is staged. */
  readonly attempt: number
  /** Sequence and value of the savepoint to go on from: the generation's own inside one, else the published one. */
  readonly sequence: number
  /** Undefined means at the beginning. */
  readonly savepoint: { readonly version: number; readonly value: JsonValue } | undefined
  /** The first ordinal that the attempt may give to a record. */
  readonly nextOrdinal: number
  /** Whether keys seen by a read that did not end are kept: the attempt continues that read. */
  readonly isContinued: boolean
}

/** Says which stored rows should have come. */
export interface MissingRequest {
  /** The stream's name. */
  readonly stream: string
  /** Rows in any of these, and in the scopes kept with seen keys, are missing if they were neither seen nor staged. */
  readonly scopes: readonly RowScope[]
  /** So are all rows that one of these partitions brought, or that no partition is noted for. */
  readonly partitions: readonly string[]
}

export interface SignalOption {
  readonly signal: AbortSignal
}

/**
 * A run's hold on a destination. Opened by `Destination.open`, which takes the pipeline's lease; disposing it
 * gives the lease back and removes all staging that no savepoint refers to.
 *
 * Staged rows of an attempt are private to it until one of the two durable operations names them:
 * `stagePartition` inside a generation, `publish` everywhere else.
 */
export interface Session extends AsyncDisposable {
  /** Number of this hold on the pipeline. Every durable operation is refused once a higher one was given. */
  readonly epoch: number
  /** Counts the runs of this destination from 1. */
  readonly runNumber: number
  /** Runs that had died, and that opening this session ended as `failed`. */
  readonly endedRuns: readonly RunRecord[]

  /** Prolongs the lease by its duration, counted from the destination's own time. Throws `LeaseLostError` when overtaken. */
  renewLease(options: SignalOption): Promise<void>

  /** What stands of a stream, as of now. */
  readStream(request: SignalOption & { readonly stream: string }): Promise<StreamState>
  /** Compare-and-set on the schema's version. Throws `TableOwnedError` before anything changes. */
  changeSchema(change: SchemaChange & SignalOption): Promise<SchemaAnswer>

  /** Opens a generation. With `isRebuild` its tables begin empty of columns and replace the published ones. */
  beginGeneration(
    request: SignalOption & {
      readonly stream: string
      readonly partitions: readonly string[]
      readonly startBound: string
      readonly definition: DefinitionRecord
      readonly isRebuild: boolean
    },
  ): Promise<Generation>
  /** Removes the open generation and all that is staged for it. Nothing happens if there is none. */
  discardGeneration(request: SignalOption & { readonly stream: string }): Promise<void>

  /** Begins a new attempt at a partition and removes what older ones staged without making it durable. */
  beginAttempt(
    request: SignalOption & {
      readonly stream: string
      readonly partition: string
      readonly generation: string | undefined
    },
  ): Promise<Attempt>
  /** Takes rows. What it cannot hold it names by ordinal; those records are left out whole. */
  stage(batch: StageBatch & SignalOption): Promise<StageAnswer>
  /** Durable, one transaction. Throws `CommitConflictError` if attempt or sequence are not what it knows. */
  stagePartition(commit: PartitionStage & SignalOption): Promise<void>

  /**
   * Looks for live root rows that should have come and did not, remembers them until the next publish of the
   * stream, and answers how many there are, beside how many live root rows the stream has.
   */
  findMissing(request: MissingRequest & SignalOption): Promise<{ readonly missing: number; readonly stored: number }>
  /** Keys of the missing rows in the order of the keys, at most `limit`, those after `after`. */
  readMissing(
    request: SignalOption & {
      readonly stream: string
      readonly after: RowKey | undefined
      readonly limit: number
    },
  ): Promise<readonly RowKey[]>
  /** Spares these rows. */
  keepMissing(request: SignalOption & { readonly stream: string; readonly keys: readonly RowKey[] }): Promise<void>

  /** Rejects in the order of their ids, at most `limit`, those after `after`. */
  readRejects(
    request: SignalOption & {
      readonly stream: string
      readonly after: string | undefined
      readonly limit: number
    },
  ): Promise<readonly Reject[]>

  /**
   * Durable, one transaction over tables, delta tables, savepoints, rejects and run record. Refused with
   * `LeaseLostError` when overtaken, with `CommitConflictError` if a partition's attempt or sequence differ.
   */
  publish(publish: Publish & SignalOption): Promise<PublishOutcome>
}
