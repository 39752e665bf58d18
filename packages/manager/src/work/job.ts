import type { ClaimedRun } from '../executor/executor.ts'
import type { Kept } from '../store/store.ts'

/** A run or build that is this worker's, with its pipeline. */
export interface Job {
  readonly claimed: ClaimedRun
  readonly row: Kept<'run'>
  readonly pipeline: Kept<'pipeline'>
}
