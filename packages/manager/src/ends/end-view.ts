import type { JsonValue } from '@millrace/core'
import type { DestinationMode } from '../store/records.ts'

/** A registered source or destination, as it may be shown. */
export interface EndView {
  readonly id: number
  readonly account: number
  readonly name: string
  /** Name of the connector. */
  readonly connector: string
  readonly isActive: boolean
  /** In place of a secret stands `{ kept: path }`, or the reference that was given. */
  readonly settings: JsonValue
  /** Of the last test of the connection; null before the first. */
  readonly lastTest: { readonly at: Date; readonly error: string | null } | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type SourceView = EndView

export interface DestinationView extends EndView {
  /** `inspection`: nothing is written. `maintenance`: nothing is done at all. */
  readonly mode: DestinationMode
}

/** A kind of source or destination that can be registered. */
export interface ConnectorView {
  readonly name: string
  /** For people. */
  readonly title: string
  /** Of its settings: a JSON schema, in which secrets have `isSecret: true`. */
  readonly settings: JsonValue
  /** Of its options for delta tables: a JSON schema; null where there are none, or of a source. */
  readonly deltaOptions: JsonValue
}

/** What a source or destination is registered with. */
export interface EndInput {
  /** For people. */
  readonly name: string
  /** Name of the connector. */
  readonly connector: string
  /** As the connector's schema asks for; in place of a secret a reference may stand: `{ env: 'NAME' }` or `{ ref }`. */
  readonly settings: unknown
}

/** What is to change. */
export interface EndChange {
  readonly name?: string
  /** All settings; a secret stays where `{ kept: path }` is given, as it was read. */
  readonly settings?: unknown
}

/** What a test of a connection found. */
export interface TestResult {
  readonly isOk: boolean
  /** What is wrong, and what to mend; null when it works. */
  readonly error: string | null
}
