import type { RunMode } from '../../contract/read-request.ts'
import type { DefinitionRecord } from '../../contract/schema-change.ts'
import type { DeletionPolicy } from '../../contract/publish.ts'
import type { StandardSchema } from '../../contract/standard-schema.ts'
import type { Stream } from '../../contract/stream.ts'
import type { TableOptions } from '../../tables/table-engine.ts'
import type { FilterFunction, StreamOptions, TransformFunction } from './pipeline-options.ts'
import type { FieldSelection } from './select-fields.ts'

/** A stream together with everything the user and the author decided about it. */
export interface ResolvedStream {
  readonly name: string
  readonly source: { readonly name: string; readonly savepointVersion: number }
  readonly stream: Stream
  readonly options: StreamOptions
  readonly mode: RunMode
  readonly parameters: unknown
  /** Paths; empty for a stream without a key. */
  readonly primaryKey: readonly string[]
  /** Key, cursor and scope fields: they cannot be excluded or changed. */
  readonly protectedPaths: readonly string[]
  /** The stream's own schema, which judges each record. */
  readonly schema: StandardSchema | undefined
  readonly filter: { readonly version?: string; readonly apply: FilterFunction } | undefined
  readonly transform: { readonly version?: string; readonly apply: TransformFunction } | undefined
  readonly fields: FieldSelection | undefined
  readonly tableOptions: Omit<TableOptions, 'capabilities' | 'isTableNameTaken'>
  readonly deletions: DeletionPolicy
  readonly maxDeleted: { readonly share: number; readonly count: number } | undefined
  readonly rejectLimit: number
  readonly maxRetriedRejects: number
  readonly onGap: 'fail' | 'refresh'
  readonly lookBack: number
  readonly definition: DefinitionRecord
}
