import { hasCode, MillraceError } from '../contract/errors/millrace-error.ts'
import type { RunResult } from './run-result.ts'

/** A run failed. `cause` is the reason, `result` the ledger up to there; what was committed before stays. */
export class RunError extends MillraceError {
  readonly result: RunResult

  constructor(message: string, options: { readonly result: RunResult; readonly cause: unknown }) {
    const { cause, result } = options
    super({
      code: 'run_failed',
      message,
      isRetryable: MillraceError.isInstance(cause) && cause.isRetryable,
      cause,
    })
    this.result = result
  }

  static override isInstance(this: void, value: unknown): value is RunError {
    return hasCode(value, 'run_failed')
  }
}
