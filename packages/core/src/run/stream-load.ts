import type { Generation } from '../contract/generation.ts'
import type { PartitionStage, PublishedPartition, RowScope, StreamPublish } from '../contract/publish.ts'
import type { ReadMode, RunMode } from '../contract/read-request.ts'
import type { StreamState } from '../contract/session.ts'
import type { TableEngine } from '../tables/table-engine.ts'
import type { RejectBook } from './rejects/reject-book.ts'
import type { ResolvedStream } from './options/resolved-stream.ts'
import type { SchemaKeeper } from './record/schema-keeper.ts'
import type { StreamLedger, Tally } from './commit/tally.ts'
import type { WindowGate } from './read/window-gate.ts'

/** A partition whose read ended, and whose rows wait for the stream's last publish. */
export interface HeldPartition {
  readonly published: PublishedPartition
  readonly tally: Tally
}

/** The last staging of a generation, which waits to be published with it. */
export interface HeldStaging {
  readonly staging: PartitionStage
  readonly tally: Tally
}

/** The source cannot go on before `until`. */
export interface Pause {
  readonly until: Date
  readonly reason: string
}

/** A stream while it is being loaded. */
export interface StreamLoad {
  readonly resolved: ResolvedStream
  /** The mode asked for; `readMode` says how it is read after a backfill or a gap. */
  readonly mode: RunMode
  readMode: ReadMode
  state: StreamState
  readonly engine: TableEngine
  readonly keeper: SchemaKeeper
  readonly gate: WindowGate
  readonly rejects: RejectBook
  generation: Generation | undefined
  /** Records staged for the generation, by partition, as far as the ledger knows of them. */
  readonly staged: Map<string, number>
  /** Values left out by the drift policy `discardValue`, by path. */
  readonly leftOut: Map<string, number>
  /** The first ordinal not given yet, by partition. */
  readonly nextOrdinals: Map<string, number>
  partitions: readonly string[]
  /** Partitions whose read an earlier run began: what it met is not known here. */
  readonly continued: Set<string>
  /** Partitions that this run has read from their beginning to their end. */
  readonly readWhole: Set<string>
  /** Whether the source listed its partitions; it may have none. */
  readonly isListed: boolean
  /** Partitions whose read has not ended yet. */
  openPartitions: number
  readonly held: HeldPartition[]
  heldStaging: HeldStaging | undefined
  readonly failures: Error[]
  readonly pauses: Pause[]
  /** The source lost what follows a savepoint, and everything is to be read again. */
  hasGap: boolean
  readonly scopes: RowScope[]
  suspendsDeletions: boolean
  ledger: StreamLedger
}

/** Whether every partition was read to its end. */
export function isReadWhole({ failures, pauses }: StreamLoad): boolean {
  return failures.length === 0 && pauses.length === 0
}

/** All that waits for a publish; nothing waits any more. */
export function takeHeld(load: StreamLoad): readonly (HeldPartition | HeldStaging)[] {
  const { heldStaging } = load
  load.heldStaging = undefined
  return heldStaging === undefined ? load.held.splice(0) : [...load.held.splice(0), heldStaging]
}

/** How staged rows reach the tables. */
export function publishKind(load: StreamLoad): StreamPublish['how'] {
  if (load.resolved.primaryKey.length > 0) return 'merge'
  return load.mode === 'append' ? 'append' : 'replace'
}
