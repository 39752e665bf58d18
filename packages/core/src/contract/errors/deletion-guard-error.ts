import { hasCode, MillraceError } from './millrace-error.ts'

/** More rows would be deleted than `maxDeleted` allows. */
export class DeletionGuardError extends MillraceError {
  /** The stream whose rows they are. */
  readonly stream: string | undefined

  constructor(message: string, options: { readonly stream?: string; readonly cause?: unknown } = {}) {
    const { stream, ...rest } = options
    super({ code: 'deletion_guard', message, isRetryable: false, ...rest })
    this.stream = stream
  }

  static override isInstance(this: void, value: unknown): value is DeletionGuardError {
    return hasCode(value, 'deletion_guard')
  }
}
