import type { Logger } from './logger.ts'

/** What every call into a plug-in gets. */
export interface Context {
  /** Aborted when the caller gives up. Forward it to everything that waits, and rethrow `signal.reason`. */
  readonly signal: AbortSignal
  /** For what helps to find a fault. Never log values of records, or secrets. */
  readonly logger: Logger
}
