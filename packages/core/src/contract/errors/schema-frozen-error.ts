import { hasCode, MillraceError } from './millrace-error.ts'

/** The tables would have to change, but the policy is `freeze`. */
export class SchemaFrozenError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'schema_frozen', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is SchemaFrozenError {
    return hasCode(value, 'schema_frozen')
  }
}
