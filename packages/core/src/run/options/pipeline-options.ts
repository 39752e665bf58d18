import type { ColumnType } from '../../contract/column-type.ts'
import type { ColumnDeclaration } from '../../contract/declarations.ts'
import type { Destination } from '../../contract/destination.ts'
import type { Logger } from '../../contract/logger.ts'
import type { DeletionPolicy } from '../../contract/publish.ts'
import type { CursorRange, RunMode } from '../../contract/read-request.ts'
import type { Source } from '../../contract/source.ts'
import type { DriftPolicy, Naming } from '../../tables/table-engine.ts'
import type { RunEvent } from '../run-event.ts'

/** A record as filters and transforms see it. */
export type PipelineRecord = Readonly<Record<string, unknown>>

/** Answers whether a record is wanted. What it throws rejects the record. */
export type FilterFunction = (record: PipelineRecord) => boolean
/** Answers the record as it is to be stored. What it throws rejects the record. */
export type TransformFunction = (record: PipelineRecord) => PipelineRecord | Promise<PipelineRecord>

/**
 * A function with the version of its meaning. A changed version makes the next run read everything again; a function
 * without one cannot be told from its successor, and the rows that stand are kept.
 */
export interface Versioned<Function> {
  /** Any text; another one means that the function does something else. */
  readonly version: string
  /** The filter or transform itself. */
  readonly apply: Function
}

/** What may be set for the pipeline, and otherwise for each stream. */
export interface SharedOptions {
  /** How names are made from paths. Default `lower`. */
  readonly naming?: Naming
  /** What happens when records do not fit the tables. Default `evolve`. */
  readonly drift?: DriftPolicy
  /** What happens to rows that are gone at the source. Default `delete`. */
  readonly deletions?: DeletionPolicy
  /**
   * The guard on deletions. A whole number is a count of root rows, a fraction below 1 a share of them, an object both:
   * then more than the larger of the two stops the run. `false` switches it off. Default `{ share: 0.3, count: 3 }`.
   */
  readonly maxDeleted?: number | { readonly share: number; readonly count: number } | false
  /** Rejects of a stream in one run above which the run fails. Default 1,000. */
  readonly rejectLimit?: number
  /** Rejects of earlier runs that are tried again before reading, for each stream. Default 1,000. */
  readonly maxRetriedRejects?: number
  /** Levels of objects and arrays that are taken apart; what lies deeper is kept as JSON. Default: all. */
  readonly maxDepth?: number
  /** What happens when the source has lost what follows a savepoint: the run fails, or everything is read again. Default `fail`. */
  readonly onGap?: 'fail' | 'refresh'
}

/** What may be set for one stream; it goes before what is set for the pipeline. */
export interface StreamOptions extends SharedOptions {
  /** Default: incremental where the stream offers it, else full. */
  readonly mode?: RunMode
  /** Mode `range`: what to read, by the stream's cursor or in the source's own terms. */
  readonly range?: CursorRange
  /** What the stream's `parameters` ask for. */
  readonly parameters?: unknown
  /** Names of tables by path; `''` is the main table. */
  readonly tables?: Readonly<Record<string, string>>
  /** Names of delta tables by path: the tables whose history is kept. None may be the name of a table. */
  readonly deltas?: Readonly<Record<string, string>>
  /** Fields that land, or that do not, by path. Key, cursor and scope fields always land. */
  readonly fields?: { readonly include: readonly string[] } | { readonly exclude: readonly string[] }
  /** Types and names by path, in addition to those that the stream declares. */
  readonly columns?: Readonly<Record<string, ColumnType | ColumnDeclaration>>
  /** Paths whose values are kept as JSON. */
  readonly json?: readonly string[]
  /** Records for which it answers false are left out, and deleted where they stand. */
  readonly filter?: FilterFunction | Versioned<FilterFunction>
  /** Changes a record, after filter and field selection. Must leave key, cursor and scope fields alone. */
  readonly transform?: TransformFunction | Versioned<TransformFunction>
  /** How far before its savepoint a cursor read begins again: milliseconds for times, units for numbers. Default: the stream's. */
  readonly lookBack?: number
}

/** What a pipeline is: where records come from, where they go, and how. */
export interface PipelineOptions<StreamName extends string = string> extends SharedOptions {
  /** Where records come from. */
  readonly source: Source<StreamName>
  /** Where records go. */
  readonly destination: Destination
  /** For people, and the default of `id`. Default: the source's name. */
  readonly name?: string
  /** Key of the pipeline's state in the destination. Keep it when the name changes. */
  readonly id?: string
  /** Streams to load; `true` is all defaults. Default: every stream of the source. */
  readonly streams?: { readonly [Name in StreamName]?: true | StreamOptions }
  /** Partitions that are read side by side. Default 4. */
  readonly concurrency?: number
  /** Records that are turned into rows at a time. Default 2,000. */
  readonly batchSize?: number
  /** Records of the first partition from which types are inferred. Default 1,000. */
  readonly inferenceWindow?: number
  /** A commit is made at the first savepoint after so many records. Default 10,000. */
  readonly commitAfterRecords?: number
  /** … or after so many milliseconds. Default 10,000. */
  readonly commitAfterInMs?: number
  /** All streams are published in one transaction at the end. Default false. */
  readonly atomic?: boolean
  /** Attempts at a partition that fails with a retryable error. Default 3. */
  readonly maxAttempts?: number
  /** Wait before the second attempt; doubles from then on, with jitter. Default 1,000. */
  readonly retryDelayInMs?: number
  /** A plug-in that does not answer for so long ends the attempt. Default 300,000. */
  readonly stallTimeoutInMs?: number
  /** The run ends `paused` at a savepoint, at the latest at this moment. */
  readonly deadline?: Date
  /** How long the pipeline's lease outlives a process that died. Default 60,000. */
  readonly leaseDurationInMs?: number
  /** A full refresh that is older is thrown away and begun again. Default: 7 days. */
  readonly maxGenerationAgeInMs?: number
  /**
   * Delete existing tables that have a needed name and belong to nobody or to another pipeline, with all their rows, and make
   * them anew; `maxDeleted` does not apply. Default false.
   */
  readonly takeOver?: boolean
  /** Make the tables anew where the definition changed in a way that asks for it. Default false. */
  readonly rebuild?: boolean
  /** Ends the run at once; it is `cancelled`. */
  readonly signal?: AbortSignal
  /** Default: a pino logger at `logLevel`. */
  readonly logger?: Logger
  /** Default `silent`. */
  readonly logLevel?: 'silent' | 'debug' | 'info' | 'warn' | 'error'
  /** Called for everything that happens. What it throws is ignored, with a warning. */
  readonly onEvent?: (event: RunEvent) => void
  /** The clock, for tests. Default `Date.now`. */
  readonly now?: () => number
}
