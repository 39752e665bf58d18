import { hasCode, MillraceError } from './millrace-error.ts'

/** A plug-in did not answer within `stallTimeoutInMs`. */
export class StallError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'stalled', message, isRetryable: true, ...options })
  }

  static override isInstance(this: void, value: unknown): value is StallError {
    return hasCode(value, 'stalled')
  }
}
