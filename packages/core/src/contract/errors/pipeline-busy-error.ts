import { hasCode, MillraceError } from './millrace-error.ts'

/** A live run holds the pipeline. */
export class PipelineBusyError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'pipeline_busy', message, isRetryable: true, ...options })
  }

  static override isInstance(this: void, value: unknown): value is PipelineBusyError {
    return hasCode(value, 'pipeline_busy')
  }
}
