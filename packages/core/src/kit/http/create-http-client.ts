import { FailedAttempt } from './failed-attempt.ts'
import type { HttpClient, HttpRequest } from './http-client.ts'
import type { HttpClientOptions } from './http-client-options.ts'
import { Identity } from './identity.ts'
import { planRequest } from './request-plan.ts'
import { RequestCourse } from './request-course.ts'
import { resolveClientOptions } from './resolved-client-options.ts'
import { secretsOfHeaders } from './secret-headers.ts'
import { sendRequest } from './send-request.ts'
import type { Sending, UseAnswer } from './send-request.ts'
import { toHttpError } from './to-http-error.ts'
import { useAsAnswer } from './use-as-answer.ts'
import { useAsStream } from './use-as-stream.ts'
import { withRetries } from './with-retries.ts'

/**
 * Makes a client for one HTTP API. Throws an `InvalidOptionsError` with every problem of the options; connects to nothing yet.
 */
export function createHttpClient(given: HttpClientOptions): HttpClient {
  const options = resolveClientOptions(given)
  const identity = new Identity(options.credentials, secretsOfHeaders(options.headers))

  async function carryOut<Value>(
    request: HttpRequest,
    makeUse: (sending: Sending) => UseAnswer<Value>,
  ): Promise<Value> {
    request.signal.throwIfAborted()
    const secrets = secretsOfHeaders(request.headers)
    const sending: Sending = {
      options,
      identity,
      plan: planRequest(request, options),
      course: new RequestCourse(options.retry),
      clean: (text) => identity.redactor.including(secrets).clean(text),
    }
    const use = makeUse(sending)
    try {
      return await withRetries(sending, () => sendRequest(sending, use))
    } catch (error) {
      throw error instanceof FailedAttempt ? toHttpError(error.failure, sending) : error
    }
  }

  return {
    request: (request) => carryOut(request, useAsAnswer),
    stream: (request) => carryOut(request, useAsStream),
  }
}
