import pRetry from 'p-retry'
import { FailedAttempt } from './failed-attempt.ts'
import type { Sending } from './send-request.ts'
import { sleep } from './until-aborted.ts'

/** Attempts a request until it goes through, its failure is final, or its retries or patience are used up. */
export function withRetries<Value>(
  { options, plan, course, clean }: Sending,
  attempt: () => Promise<Value>,
): Promise<Value> {
  const { signal, logger } = plan.request
  return pRetry(
    () => {
      course.attempts += 1
      return attempt()
    },
    {
      retries: options.retry.maxRetries,
      // The pauses are our own: `Retry-After` and full jitter are not among those of p-retry.
      minTimeout: 0,
      signal,
      shouldRetry: ({ error }) => error instanceof FailedAttempt,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (!(error instanceof FailedAttempt)) return
        const { mayPass, didNothing = false, problem, status } = error.failure
        const isWorthIt = mayPass && (plan.isRepeatable || didNothing) && retriesLeft > 0
        if (!isWorthIt || course.isTooLate(course.resumeAt)) throw error
        const delayInMs = Math.ceil(Math.max(0, course.resumeAt - Date.now()))
        logger?.warn(
          { attempt: course.attempts, delayInMs, status },
          clean(`${plan.label} ${problem}; asking again in ${delayInMs} ms`),
        )
        await sleep(delayInMs, signal)
      },
    },
  )
}
