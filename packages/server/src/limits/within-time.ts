import { ApiError } from '../errors/api-error.ts'

/** Answers what the work answers, unless that takes too long. The work itself goes on. */
export async function withinTime<Result>(work: Promise<Result>, limitInMs: number): Promise<Result> {
  const expired = Promise.withResolvers<never>()
  const timer = setTimeout(() => expired.reject(tooLong()), limitInMs)
  try {
    return await Promise.race([work, expired.promise])
  } finally {
    clearTimeout(timer)
  }
}

function tooLong(): ApiError {
  const message = 'this takes too long; it may still come to its end: look before you try again'
  return new ApiError({ status: 503, code: 'time_limit', message, headers: { 'retry-after': '5' } })
}
