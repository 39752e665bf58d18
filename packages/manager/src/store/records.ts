import type { ColumnType, JsonValue, RunStatus, RunWarning, Steps, TableCounts } from '@millrace/core'
import type { BuildState, HealthState } from '../model/pipeline-state.ts'
import type { FilterData } from '../filter/filter-data.ts'
import type { Period } from '../model/period.ts'
import type { TransformationData } from '../transformation/transformation-data.ts'

/** Everything that a store keeps, by kind. Values are JSON: instants are texts, ISO 8601 in UTC with milliseconds. */
export interface StoredRecord {
  readonly account: AccountRecord
  readonly source: EndRecord
  readonly destination: DestinationRecord
  readonly pipeline: PipelineRecord
  readonly run: RunRow
  /** For those who serve the manager: an API keeps its keys and its idempotency answers here. */
  readonly key: JsonValue
}

export type RecordKind = keyof StoredRecord

/** A namespace; nothing of one account is seen from another. */
export interface AccountRecord {
  readonly name: string
  /** The shortest period that a pipeline may have. Null: any. */
  readonly shortestPeriod: Period | null
  /** Whether runs may be started by hand. */
  readonly allowsManualRuns: boolean
}

/** A registered source or destination. */
export interface EndRecord {
  readonly name: string
  /** Name of the connector. */
  readonly connector: string
  readonly isActive: boolean
  /** Settings without secrets. */
  readonly settings: JsonValue
  /** Secrets by path, encrypted or as references; see `secrets`. */
  readonly secrets: Readonly<Record<string, SealedSecret>>
  /** Of the last test of the connection; null before the first. */
  readonly lastTest: { readonly at: string; readonly error: string | null } | null
  readonly createdAt: string
  readonly updatedAt: string
}

export interface DestinationRecord extends EndRecord {
  readonly mode: DestinationMode
}

/** `inspection`: nothing is written. `maintenance`: nothing is done at all. */
export type DestinationMode = 'normal' | 'inspection' | 'maintenance'

/** How a secret is kept. */
export type SealedSecret =
  /** AES-256-GCM; all base64. */
  | {
      readonly type: 'sealed'
      readonly key: string
      readonly nonce: string
      readonly text: string
      readonly tag: string
    }
  /** Where it is: looked up each time. */
  | { readonly type: 'reference'; readonly reference: JsonValue }

/** What a pipeline is and how it stands. */
export interface PipelineRecord {
  readonly name: string
  readonly definition: PipelineDefinition
  readonly isEnabled: boolean
  readonly schedule: ScheduleRecord
  readonly build: BuildState
  readonly health: HealthState
  /** The run or build that is queued or running. */
  readonly activeRun: number | null
  /** The key of its state in the destination; another one after an advanced edit that moves it. */
  readonly stateId: string
  /** Everything is read anew in the next run: the savepoint was reset, or tables are to be rebuilt. */
  readonly readsEverything: boolean
  /** Of a duplicate: the moment from which its tables hold anything. */
  readonly startsAt: string | null
  /** Types of columns that the transformation decides, by path. */
  readonly columns?: Readonly<Record<string, ColumnType>>
  /** What the stream offered when the definition was checked. */
  readonly offers?: StreamOffer
  /** Counts the moves from 1: an advanced edit to another destination or stream begins with new state there. */
  readonly generation?: number
  /** Names of the tables and delta tables that stand, by path; missing before anything stands. */
  readonly standing?: StandingNames
  /** Names that the tables have until a rebuild has succeeded, by path, where they are not those of the definition. */
  readonly interimTables?: Readonly<Record<string, string>>
  /** Tables of before an advanced edit that stand until everything was read, and then give way or stay behind. */
  readonly replaced?: readonly string[]
  /** Existing tables of its names are made anew unasked. */
  readonly takesOver?: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

/** What can be asked of a stream. */
export interface StreamOffer {
  readonly isIncremental: boolean
  readonly isKeyed: boolean
}

/** Names by path. */
export interface StandingNames {
  readonly tables: Readonly<Record<string, string>>
  readonly deltas: Readonly<Record<string, string>>
}

/** What a build is to do beside making tables. */
export interface BuildOrder {
  /** `edit`: the tables of the same place are checked and left alone; the next run makes them what they are to be. */
  readonly kind: 'create' | 'edit'
  /** Where the savepoints are that the pipeline begins with; null: it begins at the beginning. */
  readonly savepointsFrom: { readonly destination: number; readonly stateId: string; readonly stream: string } | null
  /** A run is queued when the tables stand. */
  readonly runsAfter: boolean
}

/** What an advanced edit may change. */
export interface PipelineDefinition {
  readonly source: number
  readonly destination: number
  readonly stream: string
  readonly parameters: JsonValue
  /** Table names by path; `''` is the main table. */
  readonly tables: Readonly<Record<string, string>>
  /** Delta table names by path; empty: none are kept. */
  readonly deltas: Readonly<Record<string, string>>
  /** The destination's own options of delta tables. */
  readonly deltaOptions: JsonValue
  /** Fields that do not land, by path. */
  readonly excludedFields: readonly string[]
  readonly filter: FilterData | null
  readonly transformation: TransformationData | null
  /** Null: as the stream offers. */
  readonly mode: 'full' | 'incremental' | 'append' | null
  readonly deletions: 'delete' | 'mark' | 'keep'
}

/** When a pipeline runs by itself: by a period, by cron, or never. */
export interface ScheduleRecord {
  readonly period: Period | null
  readonly cron: { readonly expression: string; readonly timeZone: string } | null
  /** By the store's time; null while nothing is planned. */
  readonly nextRunAt: string | null
}

/** A run, or the building of tables. */
export interface RunRow {
  readonly type: 'run' | 'build'
  readonly pipeline: number
  readonly trigger: 'schedule' | 'manual' | 'creation' | 'edit'
  /** As asked; null: the pipeline's default. */
  readonly incremental: boolean | null
  readonly state: 'queued' | 'running' | RunEnd
  /** The moment of queueing. */
  readonly startedAt: string
  readonly endedAt: string | null
  /** Who works on it, and until when that is certain; null while it is queued and when it is over. */
  readonly claim: { readonly worker: string; readonly until: string } | null
  /** Somebody wants it to end. */
  readonly isCancelling: boolean
  /** A queued run does not begin before. */
  readonly notBefore: string | null
  /** Id of the run in the destination, once it has begun there. */
  readonly engineRun: string | null
  /** Of the parts that have ended; shown as 0 while it lives. */
  readonly steps: Steps
  /** Rows per table, by path. */
  readonly tables: Readonly<Record<string, TableCounts>>
  readonly warnings: readonly RunWarning[]
  /** `''` when there is none. */
  readonly error: string
  /** Of a paused run. */
  readonly resumeAt: string | null
  /** What has been read so far, while it runs. */
  readonly progress: { readonly records: number; readonly rows: number } | null
  /** Since when somebody else holds the pipeline in the destination, or the destination itself. */
  readonly busySince?: string
  /** Records that the parts so far have staged, and that the next part of a paused run will count, too. */
  readonly pending?: number
  /** Of a build. */
  readonly order?: BuildOrder
  /** How often the process that worked on it has died. Only builds are begun again after that. */
  readonly deaths?: number
}

/** How a run ended. */
export type RunEnd = Exclude<RunStatus, 'running'>
