import { MillraceError } from '@millrace/core'
import type { ErrorOptions } from '@millrace/core/plugin'

/** What is wrong with secrets. */
export type SecretsErrorCode =
  /** `secrets.keys` cannot be used. */
  | 'secrets_invalid_key'
  /** There is no key at all, or not the one that a secret is sealed with. */
  | 'secrets_key_missing'
  /** A secret cannot be opened: with another key, or it was changed or moved to another record. */
  | 'secrets_unreadable'
  /** What a reference names was not found. */
  | 'secrets_reference_missing'

/** A secret cannot be sealed, opened or found. Says which one by its place, never what it is. */
export class SecretsError extends MillraceError {
  readonly kind = 'secrets'

  constructor(options: Omit<ErrorOptions, 'cause'> & { readonly code: SecretsErrorCode }) {
    super({ isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is SecretsError {
    return MillraceError.isInstance(value) && 'kind' in value && value.kind === 'secrets'
  }
}
