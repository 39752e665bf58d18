import type { Session } from '../contract/session.ts'
import type { RunWarning } from '../contract/run-record.ts'
import type { Publisher } from './commit/publisher.ts'
import type { ResolvedOptions } from './options/resolve-options.ts'
import type { RunEvent } from './run-event.ts'
import type { StopClock } from './stop-clock.ts'

/** What all parts of a run share. */
export interface RunContext {
  readonly id: string
  readonly options: ResolvedOptions
  readonly session: Session
  readonly publisher: Publisher
  readonly startedAt: Date
  /** Aborted when the run is over for whatever reason: the user's signal, a lost lease. */
  readonly signal: AbortSignal
  readonly stop: StopClock
  emit(event: RunEvent): void
  warn(warning: RunWarning): void
}
