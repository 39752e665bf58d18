import type { CellValue } from './column-type.ts'
import type { JsonValue } from './json.ts'
import type { Reject } from './reject.ts'
import type { RunRecord } from './run-record.ts'

/** The part of a savepoint that a commit brings; connector and version are the source's. */
export interface NewSavepoint {
  /** Name of the source that made it. */
  readonly connector: string
  /** The source's `savepointVersion`. */
  readonly version: number
  /** Where reading goes on. */
  readonly value: JsonValue
}

/** Names what is committed of a partition. The destination refuses it unless all three are what it knows. */
export interface PartitionCommit {
  /** The partition's id. */
  readonly partition: string
  /** The attempt that `beginAttempt` gave; rows of an older one are gone. */
  readonly attempt: number
  /** Sequence of the savepoint this one follows, in a generation of the staging; 0 for the first. */
  readonly previousSequence: number
  /** Undefined leaves the savepoint as it is, and outside a generation its sequence too. */
  readonly savepoint: NewSavepoint | undefined
}

/** Makes the staged rows of a generation's partition durable, with the point to go on from. One transaction. */
export interface PartitionStage extends PartitionCommit {
  /** The stream's name. */
  readonly stream: string
  /** Id of the open generation. */
  readonly generation: string
  /** The partition is read to its end. */
  readonly isDone: boolean
  /** Records staged with data since the last durable staging. */
  readonly records: number
  /** A record without a readable key was met: nothing of this stream may be deleted at publish. */
  readonly suspendsDeletions: boolean
  /** Claimed complete since the last durable staging; kept until the generation is published, for `findMissing`. */
  readonly scopes: readonly RowScope[]
  /** Become durable with the rows, and are added and removed when the generation is published. */
  readonly addedRejects: readonly Reject[]
  /** Ids, with the same rule. */
  readonly removedRejects: readonly string[]
}

/** A partition of which a publish makes the staged rows visible. */
export interface PublishedPartition extends PartitionCommit {
  /** Adds the keys of the staged rows to those seen since the partition began. */
  readonly keepsSeen: boolean
  /** Claimed complete since the last commit; kept with the seen keys, for `findMissing`. */
  readonly scopes: readonly RowScope[]
  /** The read ended regularly: the next attempt of a later run begins with no seen keys. */
  readonly hasEnded: boolean
}

/** A deletion that an author's call or a scope brings about is carried out in one of three ways. */
export type DeletionPolicy =
  /** The rows are deleted. */
  | 'delete'
  /** The root row stays, `_mr_deleted_at` says since when. */
  | 'mark'
  /** Nothing happens. */
  | 'keep'

/** What a refresh has read in less time than this is not made durable before it is published: see `stagings`. */
export const soonReadAgainInMs: number = 60_000

/** What a publish does with one stream. */
export interface StreamPublish {
  /** The stream's name. */
  readonly stream: string
  /**
   * - `merge`: staged rows are merged by key into the tables
   * - `append`: staged rows are added
   * - `replace`: the rows of the published partitions are deleted, the staged ones added; for streams without a key
   */
  readonly how: 'merge' | 'append' | 'replace'
  /** Publishes this generation with all its partitions and their rejects, and removes it. */
  readonly generation: string | undefined
  /**
   * Last stagings of partitions of that generation. They are carried out first, in the same transaction: what reaches the
   * tables at once need not be made durable before. They count like those that were carried out by `stagePartition`.
   */
  readonly stagings: readonly PartitionStage[]
  /** What was staged outside the generation; its rows come after those of the generation. */
  readonly partitions: readonly PublishedPartition[]
  /** Whether a stored row with a higher cursor stays. False in a full refresh: the source is right. */
  readonly comparesCursor: boolean
  /** How live rows are deleted: those that the source or the filter names, and the missing ones. */
  readonly deletions: DeletionPolicy
  /** Also deletes the rows that `findMissing` found and `keepMissing` did not spare. */
  readonly appliesMissing: boolean
  /** Replace those with the same id. */
  readonly addedRejects: readonly Reject[]
  /**
   * Ids of stored rejects. They are removed first; then come the rejects staged with the generation, staging by staging,
   * each time the removed before the added ones; last `addedRejects`.
   */
  readonly removedRejects: readonly string[]
}

/** Makes staged rows of one or more streams visible. One transaction. */
export interface Publish {
  /** Each stream once. */
  readonly streams: readonly StreamPublish[]
  /**
   * Called once inside the transaction, after everything is written and before it is committed; gives the run
   * record to store. If it throws, nothing of the publish may remain.
   */
  record(outcome: PublishOutcome): RunRecord
}

/** Rows of one table that a publish changed. */
export interface TableOutcome {
  /** Rows that are new. */
  readonly inserted: number
  /** Rows of which any cell changed. */
  readonly updated: number
  /** Rows that are gone, or marked. */
  readonly deleted: number
}

/** What a publish did to one stream, in records except for `tables`, which counts rows. */
export interface StreamOutcome {
  /** Records that are new. */
  readonly inserted: number
  /** Records of which any row changed. */
  readonly updated: number
  /** Records of which no row changed. */
  readonly unchanged: number
  /** Staged records with data that lost: against another one staged, a deletion, or a stored row. */
  readonly superseded: number
  /** Live root rows that a `deleteBySource` met. */
  readonly deletedBySource: number
  /** Live root rows that a `deleteByFilter` met. */
  readonly deletedByFilter: number
  /** Of those and the missing ones: rows that were deleted, marked, or left by the policy `keep`. */
  readonly deleted: number
  /** Rows that were marked instead. */
  readonly marked: number
  /** Rows that were left by the policy `keep`. */
  readonly kept: number
  /** By table path. */
  readonly tables: Readonly<Record<string, TableOutcome>>
}

/** What a publish did. */
export interface PublishOutcome {
  /** The destination-wide number of this commit; stored as `_mr_seq`. */
  readonly sequence: number
  /** By the name of the stream. */
  readonly streams: Readonly<Record<string, StreamOutcome>>
}

/** A scope over columns of the root table: every condition must hold. */
export type RowScope = readonly RowCondition[]

/** One condition of a scope. */
export interface RowCondition {
  /** Name of a column of the root table. */
  readonly column: string
  /** How the cell compares to the value; NULL never does. */
  readonly operator: '=' | '>' | '>=' | '<' | '<='
  /** Never null. */
  readonly value: CellValue
}
