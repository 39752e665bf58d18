import { hasCode, MillraceError } from './millrace-error.ts'

/** The source no longer has what follows a savepoint. Thrown by sources; see the option `onGap`. */
export class SavepointLostError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'savepoint_lost', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is SavepointLostError {
    return hasCode(value, 'savepoint_lost')
  }
}
