import type { JsonValue } from '@millrace/core'
import type { SecretKey } from './secret-key.ts'
import type { SecretPlace } from './secret-place.ts'

/** How a manager keeps secrets. */
export interface SecretOptions {
  /**
   * The first seals, all of them open: to change the key put a new one first, and remove the old one after `resealRecords`.
   * Without any, secrets can only be given as references.
   */
  readonly keys?: readonly SecretKey[]
  /**
   * Looks up what was given as `{ ref }` in place of a secret, each time it is needed. Undefined: there is none.
   * Default: there are no such references.
   */
  readonly resolve?: (
    reference: JsonValue,
    place: SecretPlace,
  ) => JsonValue | undefined | Promise<JsonValue | undefined>
  /**
   * What may be named by `{ env }`. Whoever may register a source can send any of these to an address of his choice, so give a
   * choice of them where users are not trusted. Default: the environment of this process.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>
}
