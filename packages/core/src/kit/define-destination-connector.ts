import type { z } from 'zod'
import { contractVersion } from '../contract/contract-version.ts'
import type { Destination } from '../contract/destination.ts'
import type { DestinationConnector } from '../contract/destination-connector.ts'

/** What `defineDestinationConnector` takes. */
export interface DestinationConnectorOptions<Settings> {
  /** Short, stable, lower case: `postgres`. */
  readonly name: string
  /** For people: `Postgres`. */
  readonly title: string
  /** Mark a secret with `.meta({ isSecret: true })`. */
  readonly settings: z.ZodType<Settings>
  /** What can be said of delta tables beside their names. Default: nothing. */
  readonly deltaOptions?: z.ZodType
  /** Binds it to settings that `settings` has parsed. */
  readonly connect: (settings: Settings) => Destination
}

/** Makes a connector of a destination; the type of its settings is kept. */
export function defineDestinationConnector<Settings>(
  options: DestinationConnectorOptions<Settings>,
): DestinationConnector<Settings> {
  return { contract: contractVersion, ...options }
}
