import { MillraceError } from './millrace-error.ts'
import type { ErrorOptions } from './millrace-error.ts'

/** What a `SourceError` is made from. */
export interface SourceErrorOptions extends Omit<ErrorOptions, 'code'> {
  /** One of your own: `clockify_wrong_key`. Default `source_failed`. */
  readonly code?: string
  /** The source cannot go on before this moment: the run ends `paused` instead of failed, as by a `{ pause }` part. */
  readonly retryAt?: Date | undefined
}

/** For authors of sources: something failed at the source. */
export class SourceError extends MillraceError {
  readonly kind = 'source'
  /** When to try again, where the source said so. */
  readonly retryAt: Date | undefined

  constructor({ retryAt, ...options }: SourceErrorOptions) {
    super({ code: 'source_failed', ...options })
    this.retryAt = retryAt
  }

  static override isInstance(this: void, value: unknown): value is SourceError {
    return MillraceError.isInstance(value) && 'kind' in value && value.kind === 'source'
  }
}
