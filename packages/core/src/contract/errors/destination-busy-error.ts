import { hasCode, MillraceError } from './millrace-error.ts'

/** Another process holds the destination. */
export class DestinationBusyError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'destination_busy', message, isRetryable: true, ...options })
  }

  static override isInstance(this: void, value: unknown): value is DestinationBusyError {
    return hasCode(value, 'destination_busy')
  }
}
