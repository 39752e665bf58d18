import type { RunMode } from '../contract/read-request.ts'
import type { StreamOutcome } from '../contract/publish.ts'
import type { RunResult } from './run-result.ts'
import type { RunWarning, StepName } from '../contract/run-record.ts'

interface Located {
  readonly stream: string
  readonly partition: string
}

/** What happens in a run, as it happens. Told apart by `type`. */
export type RunEvent =
  | {
      readonly type: 'run-started'
      readonly run: string
      readonly pipeline: string
      readonly streams: readonly string[]
    }
  | { readonly type: 'stream-started'; readonly stream: string; readonly mode: RunMode; readonly partitions: number }
  | ({ readonly type: 'partition-started'; readonly attempt: number } & Located)
  /** Progress: what this partition has brought in this run so far. */
  | ({
      readonly type: 'batch-staged'
      readonly records: number
      readonly rows: number
      /** Rough size of the rows. */
      readonly bytes: number
      readonly recordsPerSecond: number
    } & Located)
  | ({
      readonly type: 'record-rejected'
      readonly step: StepName
      readonly code: string
      readonly path: string
    } & Located)
  /** Rows of a full refresh are durable, but not yet visible. */
  | ({ readonly type: 'partition-staged'; readonly isDone: boolean } & Located)
  /** Rows are visible. `sequence` is the destination's number of the commit. */
  | {
      readonly type: 'commit-finished'
      readonly sequence: number
      readonly streams: Readonly<Record<string, StreamOutcome>>
    }
  | ({
      readonly type: 'attempt-failed'
      readonly attempt: number
      readonly error: Error
      /** Undefined when there is no other attempt. */
      readonly retryInMs: number | undefined
    } & Located)
  | ({ readonly type: 'partition-ended'; readonly outcome: 'done' | 'skipped' | 'paused' | 'failed' } & Located)
  | { readonly type: 'stream-ended'; readonly stream: string }
  | { readonly type: 'warning-raised'; readonly warning: RunWarning }
  | { readonly type: 'run-ended'; readonly result: RunResult }
