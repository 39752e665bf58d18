import { hasCode, MillraceError } from './millrace-error.ts'

/** The counts of a stream do not add up: a plug-in or the engine lost or invented records. */
export class UnbalancedLedgerError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'unbalanced_ledger', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is UnbalancedLedgerError {
    return hasCode(value, 'unbalanced_ledger')
  }
}
