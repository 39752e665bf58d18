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
  /** The run holds the pipeline's lease and begins. */
  | {
      readonly type: 'run-started'
      readonly run: string
      readonly pipeline: string
      readonly streams: readonly string[]
    }
  /** Reading a stream begins; `partitions` are still to be read. Comes once more when the stream is read anew after a gap. */
  | { readonly type: 'stream-started'; readonly stream: string; readonly mode: RunMode; readonly partitions: number }
  /** An attempt at a partition begins; attempts count from 1. */
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
  /** A record cannot be stored; it is kept with its reason. */
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
  /** An attempt at a partition failed; what it read since the last durable point is read again. */
  | ({
      readonly type: 'attempt-failed'
      readonly attempt: number
      readonly error: Error
      /** Undefined when there is no other attempt. */
      readonly retryInMs: number | undefined
    } & Located)
  /** Reading a partition is over, after as many attempts as it took. */
  | ({ readonly type: 'partition-ended'; readonly outcome: 'done' | 'skipped' | 'paused' | 'failed' } & Located)
  /** A stream is over, well or not. Its last rows may still wait for the run's last commit. */
  | { readonly type: 'stream-ended'; readonly stream: string }
  /** Something a user should know though the run goes on. */
  | { readonly type: 'warning-raised'; readonly warning: RunWarning }
  /** The run is over, however it ended; nothing comes after this. */
  | { readonly type: 'run-ended'; readonly result: RunResult }
