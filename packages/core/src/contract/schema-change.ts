import type { JsonValue } from './json.ts'
import type { StreamSchema } from './table-schema.ts'

/** What was decided for a stream when its tables were made; compared to find changes of definition. */
export type DefinitionRecord = Readonly<Record<string, JsonValue>>

/** Asks for the tables to become what `schema` says. Only ever adds, widens and renames. */
export interface SchemaChange {
  /** Name of the stream. */
  readonly stream: string
  /** The version the change was made from. If another stands, nothing is changed: `conflict`. */
  readonly expectedVersion: number
  /** What the tables are to be. */
  readonly schema: StreamSchema
  /** Stored with the tables. That of an open generation is its own, and comes into force when it is published. */
  readonly definition: DefinitionRecord
  /** Existing tables that no stream owns, or another pipeline does, are taken over instead of refused. */
  readonly takeOver: boolean
  /** Applies to the schema of the open generation, which replaces the published one with its tables (a rebuild). */
  readonly isRebuild: boolean
}

/** A column whose type cannot be widened in place, as when a view depends on it. */
export interface RefusedWidening {
  /** The table's name. */
  readonly table: string
  /** The column's name. */
  readonly column: string
  /** Why, for people. */
  readonly reason: string
}

/** What came of a change. */
export type SchemaAnswer =
  /** The tables stand as asked for. */
  | { readonly type: 'changed'; readonly schema: StreamSchema }
  /** Another worker was first; `schema` is what stands now. */
  | { readonly type: 'conflict'; readonly schema: StreamSchema }
  /** Nothing was changed: the engine puts the values into variant columns and asks again. */
  | { readonly type: 'refused'; readonly widenings: readonly RefusedWidening[] }
