import { MillraceError } from '@millrace/core'
import type { ErrorOptions } from '@millrace/core/plugin'

/** What went wrong in a store. */
export type StoreErrorCode =
  /** The connection broke; nothing was changed. Again later. */
  | 'store_connection_lost'
  /** The connection broke while changes were committed: all of them were made, or none. Read again. */
  | 'store_commit_unknown'
  /** Nobody answers at the address, or no connection of the pool became free. */
  | 'store_unreachable'
  /** The database does not let this user in, or does not let him do that. */
  | 'store_not_allowed'
  /** Another process, or another copy of this package, has the folder open. */
  | 'store_folder_in_use'
  /** What is kept was written by a newer version of this package. */
  | 'store_newer_format'
  /** It was not opened yet, or was closed. */
  | 'store_not_open'
  /** A condition of a list, or a value, that cannot be. */
  | 'store_invalid_request'
  /** Others changed the same records again and again. Again later. */
  | 'store_conflict'
  /** The disk is full, or the server is short of something else. */
  | 'store_out_of_resources'
  /** `pg`, or something of Node, is missing. */
  | 'store_not_installed'
  /** Anything else. */
  | 'store_failed'

/** What may go through later without anything being changed. */
const retryable: readonly StoreErrorCode[] = [
  'store_connection_lost',
  'store_commit_unknown',
  'store_unreachable',
  'store_folder_in_use',
  'store_conflict',
  'store_out_of_resources',
]

/** A store cannot do what it was asked. Holds no values of records. */
export class StoreError extends MillraceError {
  readonly kind = 'store'

  constructor(options: ErrorOptions & { readonly code: StoreErrorCode }) {
    super({ isRetryable: retryable.includes(options.code), ...options })
  }

  static override isInstance(this: void, value: unknown): value is StoreError {
    return MillraceError.isInstance(value) && 'kind' in value && value.kind === 'store'
  }
}
