import type { Connector, DestinationConnector, Logger, TransformFunction, Versioned } from '@millrace/core'
import type { Executor } from './executor/executor.ts'
import type { ManagerEvent } from './manager-event.ts'
import type { BreakerOptions } from './model/breaker.ts'
import type { SecretOptions } from './secrets/secret-options.ts'
import type { HashKey } from './transformation/hash-value.ts'
import type { Store } from './store/store.ts'

/** What a manager is made of. */
export interface ManagerOptions {
  /** The kinds of sources that can be registered. */
  readonly connectors: readonly Connector[]
  /** The kinds of destinations that can be registered. */
  readonly destinations: readonly DestinationConnector[]
  /** Where everything is kept. Default: `pgliteStore({ folder: './millrace-data' })`. */
  readonly store?: Store
  /** Where runs are carried out. Default: `inProcessExecutor()`. */
  readonly executor?: Executor
  /** Keys that seal secrets, and what looks references up. Without keys secrets can only be given as references. */
  readonly secrets?: SecretOptions
  /** Transformations that pipelines can name. */
  readonly functions?: Readonly<Record<string, Versioned<TransformFunction>>>
  /** The key of the transformation `hash`. Keep it: with another one all hashes are others. */
  readonly hashKey?: HashKey
  /** When failures warn and block. */
  readonly breaker?: BreakerOptions
  /** How long records of ended runs are kept; `Infinity`: for ever. Default: 90 days. */
  readonly retention?: { readonly runsInMs: number }
  /**
   * How long a run outlives the last sign of the process that works on it, and the lease in the destination with it.
   * At least 1,000. Default 60,000.
   */
  readonly claimDurationInMs?: number
  /** How often the manager looks for pipelines that are due, and for runs whose process died. Default 5,000. */
  readonly pollIntervalInMs?: number
  /** Records that are read to learn columns when tables are built. Default 100. */
  readonly sampleSize?: number
  /** A clock, for tests. Default: the store's own time. */
  readonly clock?: () => Date
  /** Default: nothing is logged. */
  readonly logger?: Logger
  /** Called for everything that happens to pipelines, and not waited for. What it throws, or rejects with, is logged. */
  readonly onEvent?: (event: ManagerEvent) => unknown
}
