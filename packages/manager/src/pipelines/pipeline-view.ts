import type { JsonValue, PipelinePlan, StreamDescription } from '@millrace/core'
import type { FilterData } from '../filter/filter-data.ts'
import type { Period } from '../model/period.ts'
import type { PipelineStatus } from '../model/status.ts'
import type { CronSchedule } from '../model/cron.ts'
import type { PipelineDefinition } from '../store/records.ts'
import type { TransformationData } from '../transformation/transformation-data.ts'

/** A pipeline, as it is and as it stands. */
export interface PipelineView {
  readonly id: number
  readonly account: number
  readonly name: string
  readonly definition: PipelineDefinition
  readonly isEnabled: boolean
  /** Null on a cron expression, and where it never runs by itself. */
  readonly period: Period | null
  readonly cron: CronSchedule | null
  /** When it runs next by itself. */
  readonly nextRunAt: Date | null
  readonly status: PipelineStatus
  /** The run or build that is queued or running. */
  readonly activeRun: number | null
  /** Key of its state in the destination. */
  readonly stateId: string
  /** The next run reads everything anew. */
  readonly readsEverything: boolean
  /** Of a duplicate: the moment from which its tables hold anything. */
  readonly startsAt: Date | null
  /** Names of its tables in the destination, by path. */
  readonly tables: Readonly<Record<string, string>>
  /** Names of its delta tables in the destination, by path. */
  readonly deltas: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** What makes a definition; what is left out is empty. */
export interface DefinitionInput {
  /** Default: the only active one. */
  readonly source?: number
  /** Default: the only active one. */
  readonly destination?: number
  readonly stream: string
  /** What the stream's parameters ask for. */
  readonly parameters?: JsonValue
  /** Names of tables by path; `''` is the main table. What is not named gets the proposed name. */
  readonly tables?: Readonly<Record<string, string>>
  /** Names of delta tables by path. */
  readonly deltas?: Readonly<Record<string, string>>
  /** The destination's own options of delta tables. */
  readonly deltaOptions?: JsonValue
  readonly excludedFields?: readonly string[]
  readonly filter?: FilterData | null
  readonly transformation?: TransformationData | null
  readonly mode?: PipelineDefinition['mode']
  /** Default `delete`. */
  readonly deletions?: PipelineDefinition['deletions']
}

export interface PipelineInput extends DefinitionInput {
  /** For people. Default: the stream's name. */
  readonly name?: string
  /** How often it runs by itself. Default: never. */
  readonly period?: Period | null
  /** In place of a period. */
  readonly cron?: CronSchedule
  /** Default true. */
  readonly enabled?: boolean
  /** A run is queued as soon as the tables stand. Default false: the first run comes with the schedule. */
  readonly runsAtOnce?: boolean
}

/** What can be changed without building tables anew. */
export interface PipelineEdit {
  readonly name?: string
  readonly period?: Period | null
  readonly cron?: CronSchedule
  readonly enabled?: boolean
}

/** Which pipelines are listed, newest first. */
export interface PipelineQuery {
  readonly source?: number
  readonly destination?: number
  readonly before?: number
  readonly limit?: number
}

/** What an advanced edit would do. */
export interface AdvancedEditPlan {
  /** Whether the tables stay where they are; else it begins with new ones elsewhere. */
  readonly isInPlace: boolean
  /** What becomes of tables, columns and savepoints. */
  readonly plan: PipelinePlan
  /** Tables that stay behind with what they hold. */
  readonly leftBehind: readonly string[]
  /** A sentence each. */
  readonly remarks: readonly string[]
}

/** What an advanced edit began. */
export interface AdvancedEditResult {
  /** The build that was queued. */
  readonly build: number
  /** Tables that stay behind with what they hold. */
  readonly leftBehind: readonly string[]
}

/** The body of the request to duplicate. */
export interface DuplicateInput {
  readonly pipeline_id: number
  /** Of the kind that the base uses, active. */
  readonly dest_collection_id: number
  /** Of the kind that the base uses, active. */
  readonly src_collection_id: number
  /** The account of the new pipeline. Default: that of the base. */
  readonly client_id?: number
  /** Names by path, every path of the base. */
  readonly full_tables: Readonly<Record<string, string>>
  /** Names by path, every path of the base. */
  readonly deltas_tables?: Readonly<Record<string, string>>
  readonly execute_immediately: 'Y' | 'N'
  /** Default: the base's name. */
  readonly name?: string
  /** Parameters that have a value in the base. */
  readonly overwrite_parameters?: Readonly<Record<string, JsonValue>>
}

/** Where the next incremental run goes on. */
export interface SavepointView {
  readonly partition: string
  readonly version: number
  readonly value: JsonValue
}

/** What stands of a pipeline in its destination. */
export interface PipelineDescription {
  readonly tables: readonly StreamDescription[]
  /** The same as a Mermaid diagram. */
  readonly mermaid: string
  /** The same in DBML. */
  readonly dbml: string
}
