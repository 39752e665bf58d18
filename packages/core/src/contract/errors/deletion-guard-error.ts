import { hasCode, MillraceError } from './millrace-error.ts'

/** More rows would be deleted than `maxDeleted` allows. */
export class DeletionGuardError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'deletion_guard', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is DeletionGuardError {
    return hasCode(value, 'deletion_guard')
  }
}
