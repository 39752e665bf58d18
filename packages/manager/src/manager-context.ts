import type { Connector, DestinationConnector, Logger } from '@millrace/core'
import type { Connections } from './ends/connections.ts'
import type { ManagerEvent } from './manager-event.ts'
import type { Breaker } from './model/breaker.ts'
import type { SecretKeeper } from './secrets/secret-keeper.ts'
import type { Store } from './store/store.ts'
import type { HashKey } from './transformation/hash-value.ts'
import type { RegisteredFunctions } from './transformation/registered-functions.ts'

/** What all parts of a manager share. */
export interface ManagerContext {
  readonly store: Store
  readonly connectors: ReadonlyMap<string, Connector>
  readonly destinations: ReadonlyMap<string, DestinationConnector>
  /** Seals and opens secrets. */
  readonly secrets: SecretKeeper
  /** The sources and destinations in use. */
  readonly connections: Connections
  readonly functions: RegisteredFunctions
  readonly hashKey: HashKey | undefined
  readonly breaker: Breaker
  readonly logger: Logger
  readonly claimDurationInMs: number
  readonly sampleSize: number
  readonly runRetentionInMs: number
  /** Tells the app. */
  emit(event: ManagerEvent): void
  /** Tells the executor that there may be something to do, or to end. */
  wake(): void
  /** Aborted when the manager has stopped. */
  readonly signal: AbortSignal
}
