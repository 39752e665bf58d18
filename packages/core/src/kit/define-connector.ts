import type { z } from 'zod'
import type { Connector } from '../contract/connector.ts'
import { contractVersion } from '../contract/contract-version.ts'
import type { Source } from '../contract/source.ts'

/** What `defineConnector` takes. */
export interface ConnectorOptions<Settings, StreamName extends string> {
  /** Short, stable, lower case: `clockify`. */
  readonly name: string
  /** For people: `Clockify`. */
  readonly title: string
  /** Mark a secret with `.meta({ isSecret: true })`. */
  readonly settings: z.ZodType<Settings>
  /** Binds the connector to settings that `settings` has parsed. */
  readonly connect: (settings: Settings) => Source<StreamName>
}

/** Makes a connector; the types of its settings and of its streams' names are kept. */
export function defineConnector<Settings, const StreamName extends string>(
  options: ConnectorOptions<Settings, StreamName>,
): Connector<Settings, StreamName> {
  return { contract: contractVersion, ...options }
}
