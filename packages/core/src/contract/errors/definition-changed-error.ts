import { hasCode, MillraceError } from './millrace-error.ts'

/** The pipeline is defined differently from what its tables were made with, and they must be rebuilt. */
export class DefinitionChangedError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'definition_changed', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is DefinitionChangedError {
    return hasCode(value, 'definition_changed')
  }
}
