/** The stages of a run, in order. */
export const stepNames = [
  'receive',
  'inputValidation',
  'filter',
  'transformation',
  'outputValidation',
  'finalize',
] as const

export type StepName = (typeof stepNames)[number]

export interface StepCounts {
  readonly passed: number
  readonly failed: number
}

export type Steps = Readonly<Record<StepName, StepCounts>>

/** `paused`: ended at a savepoint because of a deadline or a quota; the next run goes on from there. */
export type RunStatus = 'running' | 'succeeded' | 'paused' | 'cancelled' | 'failed'

/**
 * The ledger of a stream. It balances:
 * `read + retried + carried = filtered + rejected + superseded + inserted + updated + unchanged + pending + discarded`
 * and `missing + deletedBySource + deletedByFilter = deleted + marked + kept + alive + unknown`.
 */
export interface LedgerCounts {
  /** Records that the source yielded. */
  readonly read: number
  /** Earlier rejects that were tried again. */
  readonly retried: number
  /** Records that an earlier run of the same generation had staged. */
  readonly carried: number
  /** Records that the filter did not want. */
  readonly filtered: number
  /** Records that could not be stored and are kept as rejects. */
  readonly rejected: number
  /** Records that lost against a newer version of themselves. */
  readonly superseded: number
  /** Records that are new. */
  readonly inserted: number
  /** Records of which any row changed. */
  readonly updated: number
  /** Records of which no row changed. */
  readonly unchanged: number
  /** Records staged for a later run of the same generation. */
  readonly pending: number
  /** Records that were read but never became durable: they are read again. */
  readonly discarded: number
  /** Stored rows that lie in a completely read scope and did not come. */
  readonly missing: number
  /** Stored rows that the source said are gone. */
  readonly deletedBySource: number
  /** Stored rows whose record the filter refused. */
  readonly deletedByFilter: number
  /** Of all these: root rows that were deleted. */
  readonly deleted: number
  /** Root rows that were marked as deleted. */
  readonly marked: number
  /** Missing rows that stay because of `deletions: 'keep'`, or because deletions were suspended. */
  readonly kept: number
  /** Missing rows that the source says are alive. */
  readonly alive: number
  /** Missing rows of which the source cannot tell. */
  readonly unknown: number
}

/** Rows of one table that a run changed. */
export interface TableCounts {
  readonly name: string
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
}

/** What a run did to one stream. */
export interface StreamRecord extends LedgerCounts {
  /** The mode asked for. */
  readonly mode: string
  /** By table path. */
  readonly tables: Readonly<Record<string, TableCounts>>
}

/** The record of a run, stored in the destination in the transactions of its data. */
export interface RunRecord {
  /** Unique. */
  readonly id: string
  /** Counts the runs of the destination from 1. */
  readonly number: number
  /** The pipeline's id. */
  readonly pipeline: string
  /** How it ended, or `running`. */
  readonly status: RunStatus
  /** ISO 8601, UTC. */
  readonly startedAt: string
  /** ISO 8601, UTC; null while it runs. */
  readonly endedAt: string | null
  /** When a paused run may go on. */
  readonly resumeAt: string | null
  /** Records that passed and failed each step. */
  readonly steps: Steps
  /** By the name of the stream. */
  readonly streams: Readonly<Record<string, StreamRecord>>
  /** Each once. */
  readonly warnings: readonly RunWarning[]
  /** Why it failed, `""` otherwise. */
  readonly error: string
}

/** Something a user should know though the run goes on. */
export interface RunWarning {
  /** A stable code. */
  readonly code: string
  /** For people. */
  readonly message: string
  /** The stream it is about. */
  readonly stream?: string
  /** The partition it is about. */
  readonly partition?: string
  /** The path it is about. */
  readonly path?: string
}
