import { hasCode, MillraceError } from './millrace-error.ts'

/** A source yielded something that is not allowed where it stands. */
export class InvalidPartError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'invalid_part', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is InvalidPartError {
    return hasCode(value, 'invalid_part')
  }
}
