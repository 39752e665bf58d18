import type { RunMode } from '../contract/read-request.ts'
import type { LedgerCounts, RunStatus, RunWarning, Steps, TableCounts } from '../contract/run-record.ts'
import type { StoredSavepoint } from '../contract/savepoint.ts'

export interface StreamResult extends LedgerCounts {
  readonly mode: RunMode
  /** Published savepoints by partition. */
  readonly savepoints: Readonly<Record<string, StoredSavepoint>>
  /** By table path. */
  readonly tables: Readonly<Record<string, TableCounts>>
}

/** What a run did. Also stored in the destination, as a `RunRecord`. */
export interface RunResult<StreamName extends string = string> {
  readonly id: string
  readonly pipeline: string
  readonly status: Exclude<RunStatus, 'running'>
  /** When a paused run may go on: when the source's quota is there again, or at once after a deadline. */
  readonly resumeAt: Date | undefined
  readonly startedAt: Date
  readonly endedAt: Date
  readonly steps: Steps
  readonly streams: Readonly<Record<StreamName, StreamResult>>
  readonly warnings: readonly RunWarning[]
}
