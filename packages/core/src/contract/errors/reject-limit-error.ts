import { hasCode, MillraceError } from './millrace-error.ts'

/** More records were rejected than `rejectLimit` allows. */
export class RejectLimitError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'reject_limit', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is RejectLimitError {
    return hasCode(value, 'reject_limit')
  }
}
