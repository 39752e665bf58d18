import type { Scope } from '@millrace/core/plugin'
import type { LogEntry } from './change-log.ts'
import type { SavepointValue } from './savepoint-value.ts'

/** What a synthetic source finds in one look at its log. */
export interface Page {
  readonly entries: readonly LogEntry[]
  readonly removals: readonly LogEntry[]
  readonly complete?: Scope
  /** Where reading can go on after this page; missing for pages of a cursor. */
  readonly savepoint?: SavepointValue
}
