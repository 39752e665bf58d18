import { MillraceError } from './millrace-error.ts'
import type { ErrorOptions } from './millrace-error.ts'

/** For authors of destinations: something failed at the destination. Give a `code` of your own: `postgres_disk_full`. */
export class DestinationError extends MillraceError {
  readonly kind = 'destination'

  constructor(options: Omit<ErrorOptions, 'code'> & { readonly code?: string }) {
    super({ code: 'destination_failed', ...options })
  }

  static override isInstance(this: void, value: unknown): value is DestinationError {
    return MillraceError.isInstance(value) && 'kind' in value && value.kind === 'destination'
  }
}
