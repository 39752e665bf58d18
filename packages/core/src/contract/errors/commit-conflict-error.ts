import { hasCode, MillraceError } from './millrace-error.ts'

/** A commit named an attempt or a sequence that is not the latest: another worker was faster. */
export class CommitConflictError extends MillraceError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: 'commit_conflict', message, isRetryable: false, ...options })
  }

  static override isInstance(this: void, value: unknown): value is CommitConflictError {
    return hasCode(value, 'commit_conflict')
  }
}
