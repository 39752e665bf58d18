import { createHttpClient, HttpError } from '@millrace/core/plugin'
import type { HttpClient, HttpClientOptions } from '@millrace/core/plugin'
import type { ScriptedServer } from '@millrace/testkit'

export const signal: AbortSignal = new AbortController().signal

/** A client that makes short pauses. */
export function quickClient(server: ScriptedServer, options: Partial<HttpClientOptions> = {}): HttpClient {
  return createHttpClient({
    baseUrl: server.url,
    ...options,
    retry: { firstDelayInMs: 2, maxDelayInMs: 5, ...options.retry },
  })
}

/** The error that something fails with; anything but an `HttpError` fails the test. */
export async function httpErrorOf(asked: Promise<unknown>): Promise<HttpError> {
  const thrown: unknown = await asked.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error,
  )
  if (HttpError.isInstance(thrown)) return thrown
  throw thrown
}
