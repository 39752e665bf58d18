import type { ColumnType } from './column-type.ts'
import type { Context } from './context.ts'
import type { ColumnDeclaration, TableDeclaration } from './declarations.ts'
import type { JsonValue } from './json.ts'
import type { Key } from './key.ts'
import type { Part } from './part.ts'
import type { ReadRequest, RunMode } from './read-request.ts'
import type { StandardSchema } from './standard-schema.ts'

/** What a source says about one key that it was asked to confirm. */
export type Confirmation =
  /** The source no longer has it; the row is deleted as `deletions` says. */
  | { readonly gone: Key }
  /** It lives; the record is merged as if it had been read. */
  | { readonly record: unknown }
  /** The source cannot tell; the row is kept. */
  | { readonly unknown: Key }

/** What `partitions` and `confirmDeleted` get. */
export interface StreamContext<Parameters = unknown> extends Context {
  /** What the user set for this stream, parsed by `parameters`. */
  readonly parameters: Parameters
  /** The moment the run began. */
  readonly now: Date
}

/** One kind of record of a source, and how to read it. */
export interface StreamDefinition<Parameters = unknown> {
  /** Paths of the fields that name a record. Without it every read is a full replace or an append. */
  readonly primaryKey?: string | readonly string[]
  /** What a user may set for this stream. Default: nothing. */
  readonly parameters?: StandardSchema<Parameters>
  /** Each record must satisfy it, else it is rejected. It judges only: the record itself is stored as it came. */
  readonly schema?: StandardSchema
  /** Declared types and names, by path. A path may lead into a table of `tables`: `memberships.targetId`. */
  readonly columns?: Readonly<Record<string, ColumnType | ColumnDeclaration>>
  /** Declared child tables, by path. */
  readonly tables?: Readonly<Record<string, TableDeclaration>>
  /** Modes this stream can be run in. Default: all that its key and `incremental` allow. */
  readonly modes?: readonly RunMode[]
  /** Whether `read` honours a `range` asked for by the user. Default: true for cursor streams, else false. */
  readonly canReadRange?: boolean
  /**
   * `cursor`: the engine keeps the savepoint, as the highest value of `cursor`.
   * `savepoint`: the source yields savepoints of its own. Left out: there is no incremental mode.
   */
  readonly incremental?: 'cursor' | 'savepoint'
  /** Path of the field that grows whenever a record changes. */
  readonly cursor?: string
  /**
   * True if a read yields records in ascending order of the cursor, those without a cursor first, and deletions before
   * records with a later cursor; then it is committed in the middle. A record that breaks the order ends the read with an error. Default false.
   */
  readonly isSortedByCursor?: boolean
  /** How far before its savepoint a cursor read begins again: milliseconds for times, units for numbers. Default 0. */
  readonly lookBack?: number
  /** Paths of the columns that a `{ complete }` scope may name. Without it no scope may be claimed. */
  readonly scopeColumns?: readonly string[]
  /** `explicit`: the regular end of a full read does not mean that everything came. Default `regular-end`. */
  readonly completeness?: 'regular-end' | 'explicit'
  /** For people: what a record of this stream is. */
  readonly description?: string
  /** Stable ids of independent slices. Default: one, `''`. */
  partitions?(context: StreamContext<Parameters>): Promise<readonly string[]> | readonly string[]
  /** Reads one partition. Nothing may be read from the source before it is pulled. */
  read(request: ReadRequest<Parameters>): AsyncIterable<Part>
  /** Asks the source about rows that seem to be gone. Keys that it does not answer for count as unknown. */
  confirmDeleted?(keys: readonly Key[], context: StreamContext<Parameters>): AsyncIterable<Confirmation>
  /** Called after a savepoint and its data are durable, at least once; the source may forget what lies before it. */
  acknowledge?(savepoint: JsonValue, context: StreamContext<Parameters> & { readonly partition: string }): Promise<void>
  /** Turns the value of an older `savepointVersion` into one of today's. Without it an older version is refused. */
  migrateSavepoint?(old: { readonly version: number; readonly value: JsonValue }): JsonValue
}

/** A stream with its name. */
export interface Stream extends StreamDefinition {
  /** Unique in its source, stable: state is kept under it. */
  readonly name: string
}
