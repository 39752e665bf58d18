import type { Session } from '../contract/session.ts'
import type { RunRecorder } from './commit/run-recorder.ts'
import type { ResolvedOptions } from './options/resolve-options.ts'
import type { ResolvedStream } from './options/resolved-stream.ts'

/** A run that has the pipeline's lease. */
export interface Run {
  readonly id: string
  readonly options: ResolvedOptions
  readonly streams: readonly ResolvedStream[]
  readonly session: Session
  readonly recorder: RunRecorder
  readonly startedAt: Date
}
