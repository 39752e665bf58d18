import type { RowOperation, TableBatch } from '../contract/batch.ts'
import type { Capabilities } from '../contract/capabilities.ts'
import type { CellValue, ColumnType } from '../contract/column-type.ts'
import type { ColumnDeclaration, TableDeclaration } from '../contract/declarations.ts'
import type { SourceRecord } from '../contract/json.ts'
import type { Key } from '../contract/key.ts'
import type { RunWarning } from '../contract/run-record.ts'
import type { RefusedWidening } from '../contract/schema-change.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import type { JsonLine } from './json-line.ts'

/**
 * How names are made from paths. `lower` keeps everything but the case; `snake` splits camelCase and replaces what
 * is no letter or digit; a function names one path segment. Segments are joined by `__`.
 */
export type Naming = 'lower' | 'snake' | ((segment: string) => string)

/**
 * What happens when a record does not fit the tables that stand.
 *
 * - `evolve`: the tables change
 * - `discardValue`: the value is left out and counted
 * - `discardRecord`: the record is rejected with `schema_drift`
 * - `freeze`: `SchemaFrozenError` is thrown
 */
export type DriftPolicy = 'evolve' | 'discardValue' | 'discardRecord' | 'freeze'

/** What decides how the records of a stream become tables. All paths are texts as `formatPath` writes them. */
export interface TableOptions {
  readonly stream: string
  /** Empty for a stream without a key. */
  readonly primaryKey: readonly string[]
  readonly cursor: string | undefined
  readonly scopeColumns: readonly string[]
  /** Declared columns by path, also of declared child tables: `memberships.targetId`. */
  readonly columns: Readonly<Record<string, ColumnType | ColumnDeclaration>>
  /** Declared child tables by table path. */
  readonly tables: Readonly<Record<string, TableDeclaration>>
  readonly naming: Naming
  /** Paths, of columns or of arrays, whose values are kept as JSON text. */
  readonly json: readonly string[]
  /** How many levels of objects and arrays are taken apart; what lies deeper is kept as JSON text. Default: all. */
  readonly maxDepth: number | undefined
  readonly drift: DriftPolicy
  /** Names the user chose, by table path. No two tables or delta tables have the same. */
  readonly tableNames: Readonly<Record<string, string>>
  readonly deltaNames: Readonly<Record<string, string>>
  /** Adds `_mr_partition` to the root. */
  readonly hasPartitions: boolean
  readonly capabilities: Capabilities
  /** Whether another stream of the pipeline has a table or delta table of this name. Default: none has. */
  readonly isTableNameTaken?: (name: string) => boolean
  /** A record nested deeper than this is rejected. Default 100. */
  readonly maxNesting?: number
}

/** Why a record cannot be stored. */
export interface Problem {
  readonly type: 'problem'
  /** Path of the value at fault, from the record's root; `""` for the record as a whole. */
  readonly path: string
  /** A stable code: `null_key`, `unsupported_value`. */
  readonly code: string
  /** What is wrong, without values. */
  readonly message: string
  /** From `identify`: the record's identity, where its key could be read although cursor or scope could not. */
  readonly identity?: Identity
}

/** What a record says of itself before filter and transform. */
export interface Identity {
  readonly type: 'identity'
  readonly key: readonly CellValue[]
  /** The same as text, different for different keys. */
  readonly keyText: string
  readonly cursor: CellValue
  /** Cells of the scope columns by path. */
  readonly scope: Readonly<Record<string, CellValue>>
}

/**
 * Turns the records of one stream into rows, and learns the tables they need. Pure: it never asks a destination;
 * the run tells it what stands.
 */
export interface TableEngine {
  /** What is wanted now. Its version is that of the schema it builds on. */
  readonly schema: StreamSchema
  /** Grows whenever `schema` changes: the run then asks the destination to follow. */
  readonly revision: number
  /** Grows whenever batches built before it are void: their records are flattened again. */
  readonly epoch: number
  /** Nothing stands yet: types are to be inferred from a window of records. */
  readonly needsWindow: boolean
  /** Learns the types of undeclared key, cursor and scope columns from the window, before filter and transform. */
  inferKeys(records: readonly SourceRecord[]): void
  /** Learns tables and types from the window, after filter and transform. */
  infer(records: readonly SourceRecord[]): void
  /** Key, cursor and scope of a record as it was read. */
  identify(record: SourceRecord): Identity | Problem
  /** The identity of a key as an author gives it; cursor and scope are null. */
  identifyKey(key: Key): Identity | Problem
  /** The key as an author gives it, from the cells of the root's key columns. */
  formatKey(cells: readonly CellValue[]): Key
  startBatch(request: BatchRequest): BatchBuilder
  /** The destination stands as `schema` says. */
  accept(schema: StreamSchema): void
  /** Somebody else changed the tables: theirs are taken over, own wishes come up again with the records. */
  reset(schema: StreamSchema): void
  /** These columns never widen: variant columns take what does not fit. */
  refuse(widenings: readonly RefusedWidening[]): void
  /** Warnings since the last call, each once. */
  takeWarnings(): readonly RunWarning[]
}

/** Where the records of a batch come from; names the rows of a stream without a key. */
export interface BatchRequest {
  /** Noted as the one that brought the rows; null leaves it open. */
  readonly partition: string | null
  /** The partition whose attempt gives the ordinals. Default: the same. */
  readonly readIn?: string
  readonly runNumber: number
}

/** Collects rows of one partition. */
export interface BatchBuilder {
  /**
   * Adds a record. A problem is answered when it cannot be stored: none of its rows and none of its columns remain.
   * Throws `SchemaFrozenError` under the policy `freeze`.
   */
  add(record: SourceRecord, ordinal: number, identity: Identity | undefined): Problem | undefined
  /**
   * Adds a record that no step is to see from its JSON, without making an object of it; answers its identity. Undefined
   * if the line has something new or unusual, or is no JSON: nothing of it is added then, and it is to be parsed.
   */
  addLine(line: JsonLine, ordinal: number): Identity | undefined
  /** Adds a row that names a key and has no data. */
  addOperation(operation: RowOperation, identity: Identity, ordinal: number): void
  /** Rows of the root so far, operations included. */
  readonly records: number
  /** Rough size of the cells in memory. */
  readonly bytes: number
  /** Values left out by the policy `discardValue`, by path; under `""` those beyond the first 1,000 paths. */
  readonly discarded: ReadonlyMap<string, number>
  /** Root first; tables without rows are left out. The builder is used up. */
  build(): readonly TableBatch[]
}
