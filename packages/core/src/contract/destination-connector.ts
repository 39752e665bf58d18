import type { z } from 'zod'
import type { ContractVersion } from './contract-version.ts'
import type { Destination } from './destination.ts'

/** A kind of destination that is not yet bound to settings, so that settings can be shown as a form, checked and stored. */
export interface DestinationConnector<Settings = unknown> {
  /** Stamped by `defineDestinationConnector`. */
  readonly contract: ContractVersion
  /** Short, stable, lower case: `postgres`. */
  readonly name: string
  /** For people: `Postgres`. */
  readonly title: string
  /** Mark a secret with `.meta({ isSecret: true })`: it is stored encrypted and never shown. */
  readonly settings: z.ZodType<Settings>
  /** What can be said of delta tables beside their names. Default: nothing. */
  readonly deltaOptions?: z.ZodType
  /** Binds it to settings that `settings` has parsed. Connects to nothing yet. */
  connect(settings: Settings): Destination
}
