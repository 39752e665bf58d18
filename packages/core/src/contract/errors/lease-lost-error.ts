import { hasCode, MillraceError } from './millrace-error.ts'

/** Another run took the pipeline over while this one was silent; nothing of this one can be committed any more. */
export class LeaseLostError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'lease_lost', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is LeaseLostError {
    return hasCode(value, 'lease_lost')
  }
}
