import { hasCode, MillraceError } from './millrace-error.ts'

/** A table that a stream needs exists already and belongs to somebody else. */
export class TableOwnedError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'table_owned', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is TableOwnedError {
    return hasCode(value, 'table_owned')
  }
}
