import type { AttemptFailure } from './failed-attempt.ts'
import { HttpError } from './http-error.ts'
import { safeCause } from './safe-cause.ts'
import type { Sending } from './send-request.ts'

/** How much of a refusal is kept for the connector. */
export const maxKeptBytes: number = 64 * 1024

/** The error that callers see: what became of the request over all attempts, with nothing secret in it. */
export function toHttpError(failure: AttemptFailure, { plan, course, clean }: Sending): HttpError {
  const { code, status, body, mayPass, didNothing = false } = failure
  // The engine reads again after what is retryable, and would send it again.
  const isUnsafe = mayPass && !plan.isRepeatable && !didNothing
  const remedy = isUnsafe ? 'it may have arrived, so say isRepeatable if it may be sent again' : failure.remedy
  const tries =
    course.attempts > 1 ? ` (attempt ${course.attempts}, after ${(course.elapsedInMs / 1000).toFixed(1)} s)` : ''
  const cause = safeCause(failure.cause, clean)
  return new HttpError({
    code,
    message: clean(`${plan.label} ${failure.problem}${tries}; ${remedy}`),
    isRetryable: code === 'http_quota_used_up' || code === 'http_rate_limited' || (mayPass && !isUnsafe),
    status,
    body: body === undefined ? undefined : clean(body),
    retryAt: course.retryAt(failure),
    ...(cause === undefined ? {} : { cause }),
  })
}
