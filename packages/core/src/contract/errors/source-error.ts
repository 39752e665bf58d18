import { MillraceError } from './millrace-error.ts'
import type { ErrorOptions } from './millrace-error.ts'

/** For authors of sources: something failed at the source. Give a `code` of your own: `clockify_wrong_key`. */
export class SourceError extends MillraceError {
  readonly kind = 'source'

  constructor(options: Omit<ErrorOptions, 'code'> & { readonly code?: string }) {
    super({ code: 'source_failed', ...options })
  }

  static override isInstance(this: void, value: unknown): value is SourceError {
    return MillraceError.isInstance(value) && 'kind' in value && value.kind === 'source'
  }
}
