import type { RunWarning, Steps, TableCounts } from '@millrace/core'

/** What an engine's run, or a part of one, brought. */
export interface RunCounts {
  readonly steps: Steps
  /** Rows per table, by path. */
  readonly tables: Readonly<Record<string, TableCounts>>
  readonly warnings: readonly RunWarning[]
  /** Records that an earlier part had staged and this one has counted as its own. */
  readonly carried: number
  /** Records staged for the next part. */
  readonly pending: number
}

/** How the work on a run ended. */
export type RunOutcome =
  | { readonly type: 'succeeded' | 'cancelled'; readonly counts: RunCounts | undefined }
  /** `hasDied`: with the process that worked on it. */
  | {
      readonly type: 'failed'
      readonly counts: RunCounts | undefined
      readonly error: string
      readonly isGuard: boolean
      readonly hasDied: boolean
    }
  /** It goes on at `resumeAt`. */
  | { readonly type: 'paused'; readonly counts: RunCounts | undefined; readonly resumeAt: Date }
  /** Somebody else has the pipeline in the destination, or the destination itself: it begins later. */
  | { readonly type: 'busy'; readonly error: string }
