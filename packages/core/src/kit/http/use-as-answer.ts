import type { Exchange } from './exchange.ts'
import { FailedAttempt } from './failed-attempt.ts'
import type { AttemptFailure } from './failed-attempt.ts'
import type { HttpAnswer } from './http-client.ts'
import { judgeAnswer } from './judge-answer.ts'
import { makeAnswer } from './make-answer.ts'
import { mustBeJson } from './must-be-json.ts'
import { readBeginning, readBody } from './read-body.ts'
import type { Sending, UseAnswer } from './send-request.ts'
import { maxKeptBytes, toHttpError } from './to-http-error.ts'

/** Reads the whole body and judges the answer. */
export function useAsAnswer(sending: Sending): UseAnswer<HttpAnswer> {
  return (exchange) => readAnswer(sending, exchange)
}

/** Whether the status is one that the caller asked for. */
export function isExpected({ plan }: Sending, { status }: Exchange): boolean {
  return (status >= 200 && status < 300) || (plan.request.expect ?? []).includes(status)
}

/** Throws a `FailedAttempt` for an answer that is not what the caller asked for. */
export async function readAnswer(sending: Sending, exchange: Exchange): Promise<HttpAnswer> {
  const { options, plan } = sending
  const expected = isExpected(sending, exchange)
  const bytes = expected
    ? await readBody(exchange, options.maxBodyBytes)
    : await readBeginning(exchange, options.judge ? options.maxBodyBytes : maxKeptBytes, plan.request.signal)
  const { status, headers } = exchange
  const notJson: AttemptFailure = {
    code: 'http_bad_body',
    problem: `answered ${status} with ${bytes.length} bytes that are no JSON`,
    remedy: 'a proxy or a fault on the way may have replaced or cut it; ask for other types by the header accept',
    mayPass: true,
    status,
    body: beginningOf(bytes),
  }
  const answer = makeAnswer({ status, headers }, bytes, () => toHttpError(notJson, sending))
  const isSuccess = status >= 200 && status < 300
  if (isSuccess && mustBeJson(plan.accept, headers.get('content-type') ?? '', bytes) && !isJson(answer)) {
    throw new FailedAttempt(notJson)
  }
  const failure = judgeAnswer(answer, expected, options)
  if (failure !== undefined) throw new FailedAttempt({ ...failure, body: beginningOf(bytes) })
  return answer
}

function isJson(answer: HttpAnswer): boolean {
  try {
    answer.json()
    return true
  } catch {
    return false
  }
}

function beginningOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, maxKeptBytes))
}
