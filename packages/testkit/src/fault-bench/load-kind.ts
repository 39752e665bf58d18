import type { PipelineOptions, StreamOptions } from '@millrace/core'
import type { LedgerCheck } from '../ledger-checker/ledger-checker.ts'
import type { SyntheticOptions } from '../synthetic-source/synthetic-options.ts'

/** One way to load, as the fault tests go through all of them. */
export interface LoadKind {
  readonly synthetic: SyntheticOptions
  readonly stream: StreamOptions
  readonly pipeline?: Partial<PipelineOptions>
  /** How the very first run goes where this kind cannot begin. */
  readonly firstStream?: StreamOptions
  /** What stands at any time. */
  readonly truth: LedgerCheck['truth']
  /** What stands after a last run while nothing changes. */
  readonly quietTruth: LedgerCheck['truth']
  /** Whether rows that the source removed may still stand: always, or until a run has succeeded. */
  readonly keepsRemoved: 'never' | 'for a while' | 'always'
  /** The source is told what is durable, so that it may forget. */
  readonly acknowledges: boolean
}
