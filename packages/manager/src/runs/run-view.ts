import type { RunWarning, TableCounts } from '@millrace/core'
import type { RunRow } from '../store/records.ts'

/** A run, or the building of tables. */
export interface RunView {
  readonly id: number
  readonly account: number
  readonly pipeline: number
  readonly type: 'run' | 'build'
  /** What began it. */
  readonly trigger: RunRow['trigger']
  /** As asked; null: the pipeline's default. */
  readonly incremental: boolean | null
  /** A paused run is queued, and goes on at `resumeAt`. */
  readonly state: RunRow['state']
  /** The moment of queueing. */
  readonly startTime: Date
  /** Null while it lives. */
  readonly endTime: Date | null
  /** Records that passed each of the six steps; all 0 while it lives. */
  readonly passed: readonly number[]
  /** Records that failed at each of the six steps; all 0 while it lives. */
  readonly failed: readonly number[]
  /** Why it stopped before its end; `''` when there is nothing. */
  readonly error: string
  /** Rows that were changed, by table path. */
  readonly tables: Readonly<Record<string, TableCounts>>
  readonly warnings: readonly RunWarning[]
  readonly resumeAt: Date | null
  /** What has been read so far, while it runs. */
  readonly progress: { readonly records: number; readonly rows: number } | null
  readonly isCancelling: boolean
}

/** Which runs are listed, newest first. */
export interface RunQuery {
  readonly pipeline?: number
  /** Default: runs alone; `any` has builds, too. */
  readonly type?: 'run' | 'build' | 'any'
  /** Ids below this one, for the next page. */
  readonly before?: number
  /** Default: all that are kept. */
  readonly limit?: number
}

/** Errors of runs with the same text. */
export interface ErrorGroup {
  readonly message: string
  readonly count: number
  readonly lastTime: Date
  /** The newest run with it. */
  readonly lastRun: number
  readonly pipelines: readonly number[]
}
