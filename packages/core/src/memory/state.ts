/**
 * What a memory destination holds. A SQL destination has the same things as tables:
 *
 * - the tables and delta tables of the streams, and tables that belong to nobody
 * - one row per stream: schema, definition; its savepoints, rejects and partitions; its open generation
 * - one row per pipeline: the lease, with its epoch
 * - the run records
 *
 * *Staged* records belong to an attempt and are lost with it, until `stagePartition` makes them part of a generation.
 */

import type { RowOperation } from '../contract/batch.ts'
import type { CellValue, ColumnType } from '../contract/column-type.ts'
import type { RowKey } from '../contract/key.ts'
import type { NewSavepoint, RowScope } from '../contract/publish.ts'
import type { Reject } from '../contract/reject.ts'
import type { RunRecord } from '../contract/run-record.ts'
import type { StoredSavepoint } from '../contract/savepoint.ts'
import type { DefinitionRecord } from '../contract/schema-change.ts'
import type { StreamSchema } from '../contract/table-schema.ts'

/** Cells by column name. A column that is not in it is NULL. */
export type Row = ReadonlyMap<string, CellValue>

/** Whose a table is. */
export interface Owner {
  readonly pipeline: string
  readonly stream: string
  /** The table's path in its stream. */
  readonly path: string
}

export interface Column {
  readonly name: string
  readonly type: ColumnType
}

export interface Table {
  readonly name: string
  /** Undefined for a table that no stream owns. */
  readonly owner: Owner | undefined
  readonly columns: readonly Column[]
  /** Rows in groups: in a table by the key of their root, in a delta table by the commit that wrote them. */
  readonly rows: ReadonlyMap<string, readonly Row[]>
  /** Delta tables only: whether the rows that stood when it was switched on are in it. */
  readonly isSeeded: boolean
}

/** A record as it was staged: rows of all its tables, or a key with an operation. */
export interface StagedRecord {
  readonly ordinal: number
  readonly operation: RowOperation
  /** The key of the root as text. */
  readonly key: string
  readonly root: Row
  /** By table path. */
  readonly children: ReadonlyMap<string, readonly Row[]>
}

/** One entry per batch that was staged. */
export type StagedBatches = readonly (readonly StagedRecord[])[]

export interface PartitionEntry {
  /** The latest attempt; 0 before the first. */
  readonly attempt: number
  /** The generation that the attempt works on. */
  readonly generation: string | undefined
  /** The session that began the attempt. */
  readonly session: number
  /** What the attempt staged and no durable operation named yet. */
  readonly batches: StagedBatches
  readonly nextOrdinal: number
  /** Keys seen since the read began, one list per publish. */
  readonly seen: readonly (readonly string[])[]
  /** Claimed complete since the read began. */
  readonly scopes: readonly RowScope[]
  /** The read ended regularly; the next run begins a new one. */
  readonly hasEnded: boolean
}

export const newPartition: PartitionEntry = {
  attempt: 0,
  generation: undefined,
  session: 0,
  batches: [],
  nextOrdinal: 0,
  seen: [],
  scopes: [],
  hasEnded: false,
}

interface RejectChange {
  readonly addedRejects: readonly Reject[]
  readonly removedRejects: readonly string[]
}

export interface GenerationPartitionEntry {
  readonly sequence: number
  readonly savepoint: NewSavepoint | undefined
  readonly isDone: boolean
  readonly records: number
  readonly suspendsDeletions: boolean
  readonly scopes: readonly RowScope[]
  readonly batches: StagedBatches
  /** What is to become of the rejects at publish, one entry per staging. */
  readonly rejects: readonly RejectChange[]
}

export interface GenerationEntry {
  readonly id: string
  readonly startedAt: string
  readonly startBound: string
  readonly definition: DefinitionRecord
  readonly rebuild: StreamSchema | undefined
  /** In the order in which they were listed. */
  readonly partitions: ReadonlyMap<string, GenerationPartitionEntry>
}

/** A live root row that should have come and did not. */
export interface MissingRow {
  /** The cells of its key, as text. */
  readonly key: string
  readonly cells: RowKey
}

export interface StreamEntry {
  readonly pipeline: string
  readonly stream: string
  readonly schema: StreamSchema
  readonly definition: DefinitionRecord | undefined
  readonly generation: GenerationEntry | undefined
  /** What `findMissing` found, in the order of the keys. */
  readonly missing: readonly MissingRow[]
  readonly savepoints: ReadonlyMap<string, StoredSavepoint>
  readonly rejects: ReadonlyMap<string, Reject>
  readonly partitions: ReadonlyMap<string, PartitionEntry>
}

export interface Lease {
  /** Grows whenever the lease is taken. */
  readonly epoch: number
  readonly run: string
  readonly runNumber: number
  /** By the destination's clock, in milliseconds. */
  readonly endsAt: number
  readonly isReleased: boolean
}

export interface State {
  readonly tables: ReadonlyMap<string, Table>
  readonly deltas: ReadonlyMap<string, Table>
  /** By `streamKey`. */
  readonly streams: ReadonlyMap<string, StreamEntry>
  /** By pipeline. */
  readonly leases: ReadonlyMap<string, Lease>
  /** By number, oldest first. */
  readonly runs: ReadonlyMap<number, RunRecord>
  /** The number of the last commit. */
  readonly sequence: number
  /** The number of the last session. */
  readonly sessions: number
  /** The number of the last generation. */
  readonly generations: number
}

export const emptyState: State = {
  tables: new Map(),
  deltas: new Map(),
  streams: new Map(),
  leases: new Map(),
  runs: new Map(),
  sequence: 0,
  sessions: 0,
  generations: 0,
}

export function streamKey(pipeline: string, stream: string): string {
  return JSON.stringify([pipeline, stream])
}

/** A stream of which nothing stands yet. */
export function newStream(pipeline: string, stream: string): StreamEntry {
  return {
    pipeline,
    stream,
    schema: { stream, version: 0, isKeyed: false, tables: [] },
    definition: undefined,
    generation: undefined,
    missing: [],
    savepoints: new Map(),
    rejects: new Map(),
    partitions: new Map(),
  }
}
