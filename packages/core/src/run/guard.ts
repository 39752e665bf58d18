import { SourceError } from '../contract/errors/source-error.ts'
import { StallError } from '../contract/errors/stall-error.ts'

export interface GuardOptions {
  readonly signal: AbortSignal
  readonly timeoutInMs: number
  /** Who is asked, for the message: `source clockify`. */
  readonly who: string
}

/** A timer that is to run longer fires at once. */
export const longestTimerInMs: number = 2 ** 31 - 1

/**
 * Calls into a plug-in without depending on it: ends with the signal's reason when that is aborted, and with a
 * `StallError` when no answer comes. What the plug-in does afterwards is ignored. What it throws is always an `Error`.
 */
export function guard<Answer>(call: () => Promise<Answer> | Answer, options: GuardOptions): Promise<Answer> {
  const { signal, timeoutInMs, who } = options
  return new Promise<Answer>((resolve, reject) => {
    if (signal.aborted) {
      reject(asReason(signal.reason))
      return
    }
    const stop = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
    const fail = (reason: unknown): void => {
      stop()
      reject(asError(reason, who))
    }
    const onAbort = (): void => fail(asReason(signal.reason))
    const timer = setTimeout(
      () => fail(new StallError(`${who} did not answer within ${timeoutInMs} ms (option stallTimeoutInMs)`)),
      Math.min(timeoutInMs, longestTimerInMs),
    )
    signal.addEventListener('abort', onAbort, { once: true })
    const answer = async (): Promise<void> => {
      try {
        resolve(await call())
        stop()
      } catch (thrown) {
        fail(thrown)
      }
    }
    void answer()
  })
}

/** Why a signal was aborted, as an error; a caller may give any reason. */
function asReason(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the call was aborted', { cause: reason })
}

/** What was thrown, as an error; plug-ins may throw anything. */
export function asError(thrown: unknown, who: string): Error {
  if (thrown instanceof Error) return thrown
  return new SourceError({
    code: 'threw_no_error',
    message: `${who} threw a ${thrown === null ? 'null' : typeof thrown} instead of an error; \`cause\` has it`,
    cause: thrown,
  })
}
