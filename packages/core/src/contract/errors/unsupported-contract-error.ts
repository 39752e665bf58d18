import { hasCode, MillraceError } from './millrace-error.ts'

/** A plug-in speaks another version of the contract, or none. */
export class UnsupportedContractError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'unsupported_contract', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is UnsupportedContractError {
    return hasCode(value, 'unsupported_contract')
  }
}
