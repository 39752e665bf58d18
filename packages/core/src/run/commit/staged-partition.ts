import type { Attempt } from '../../contract/session.ts'
import type { StreamLoad } from '../stream-load.ts'
import type { Tally } from './tally.ts'

/** An attempt as far as commits are concerned. */
export interface StagedPartition {
  readonly load: StreamLoad
  readonly partition: string
  readonly attempt: Attempt
  /** Since the last durable point. */
  readonly tally: Tally
  /** Sequence of the last durable savepoint. */
  sequence: number
  /** The tally so far; a new one begins. */
  takeTally(): Tally
}
