import type { z } from 'zod'
import type { ContractVersion } from './contract-version.ts'
import type { Source } from './source.ts'

/** A source that is not yet bound to settings, so that settings can be shown as a form, checked and stored. */
export interface Connector<Settings = unknown, StreamName extends string = string> {
  /** Stamped by `defineConnector`. */
  readonly contract: ContractVersion
  /** Short, stable, lower case: `clockify`. */
  readonly name: string
  /** For people: `Clockify`. */
  readonly title: string
  /** Mark a secret with `.meta({ isSecret: true })`: it is stored encrypted and never shown. */
  readonly settings: z.ZodType<Settings>
  /** Binds the connector to settings that `settings` has parsed. Connects to nothing yet. */
  connect(settings: Settings): Source<StreamName>
}
