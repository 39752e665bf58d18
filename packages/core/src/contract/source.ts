import type { Context } from './context.ts'
import type { ContractVersion } from './contract-version.ts'
import type { Stream } from './stream.ts'

/** A connector bound to its settings. Made by `defineSource` or by a connector's `connect`. */
export interface Source<StreamName extends string = string> {
  /** Stamped by `defineSource`. */
  readonly contract: ContractVersion
  /** Name of the connector; stored with savepoints. */
  readonly name: string
  /** Raised when the meaning of the savepoints changes. Default 1. */
  readonly savepointVersion: number
  /** The streams' names where they are known without asking; carries their literal types. */
  readonly streamNames?: readonly StreamName[]
  /** Throws an error that says what to mend. */
  check(context: Context): Promise<void>
  /** The streams there are for these settings. */
  streams(context: Context): Promise<readonly Stream[]>
}
