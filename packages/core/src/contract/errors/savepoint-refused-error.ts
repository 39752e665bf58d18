import { hasCode, MillraceError } from './millrace-error.ts'

/** A savepoint cannot be used: another connector made it, its version is unknown, or it is too large. */
export class SavepointRefusedError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'savepoint_refused', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is SavepointRefusedError {
    return hasCode(value, 'savepoint_refused')
  }
}
