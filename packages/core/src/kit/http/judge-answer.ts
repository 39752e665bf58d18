import type { AttemptFailure } from './failed-attempt.ts'
import type { HttpAnswer } from './http-client.ts'
import type { HttpVerdict } from './http-client-options.ts'
import { HttpError } from './http-error.ts'
import { parseRetryAfter } from './parse-retry-after.ts'
import type { ResolvedClientOptions } from './resolved-client-options.ts'

/** What is wrong with an answer, or undefined where the caller gets it. */
export function judgeAnswer(
  answer: HttpAnswer,
  isExpected: boolean,
  { judge, retry }: ResolvedClientOptions,
): AttemptFailure | undefined {
  const { status } = answer
  const verdict = judge === undefined ? undefined : askJudge(judge, answer)
  if (verdict === 'fine' || (verdict === undefined && isExpected)) return undefined
  const mayPass = verdict === undefined ? retry.statuses.includes(status) : verdict === 'retry'
  if (!mayPass && status !== 429) return { ...refusal(status, isExpected), mayPass, status }
  const retryAfterInMs = parseRetryAfter(answer.headers, Date.now())
  return {
    code: status === 429 ? 'http_rate_limited' : 'http_unavailable',
    problem: isExpected ? `answered ${status} with a failure inside` : `answered ${status}`,
    remedy: status === 429 ? 'ask less often: see `budget`' : 'try again later',
    mayPass,
    didNothing: verdict === 'retry' || status === 429 || (status === 503 && retryAfterInMs !== undefined),
    status,
    retryAfterInMs,
  }
}

/** A judge may look for JSON in an answer that has none; then the status decides. */
function askJudge(judge: (answer: HttpAnswer) => HttpVerdict | undefined, answer: HttpAnswer): HttpVerdict | undefined {
  try {
    return judge(answer)
  } catch (error) {
    if (HttpError.isInstance(error) && error.code === 'http_bad_body') return undefined
    throw error
  }
}

function refusal(status: number, isExpected: boolean): Pick<AttemptFailure, 'code' | 'problem' | 'remedy'> {
  const problem = isExpected ? `answered ${status} with a failure inside` : `answered ${status}`
  return { code: 'http_refused', problem, remedy: remedies[status] ?? '`body` of this error may have the reason' }
}

const remedies: Readonly<Record<number, string>> = {
  401: 'check the credentials',
  403: 'check what the credentials are allowed to do',
  404: 'check path and baseUrl',
}
