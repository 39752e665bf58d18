import { FailedAttempt } from './failed-attempt.ts'
import type { Fetch, FetchInit } from './http-client-options.ts'
import { networkFailure } from './network-failure.ts'
import { untilAborted } from './until-aborted.ts'

/** What an exchange is opened with. */
export interface ExchangeOptions {
  readonly fetch: Fetch
  readonly url: URL
  readonly init: Omit<FetchInit, 'redirect' | 'signal'>
  /** The caller's. */
  readonly signal: AbortSignal
  /** How long the head may take, and each wait for more of the body. */
  readonly timeoutInMs: number
}

/** One request and its answer. Whoever opens it reads the body to its end or closes it. */
export interface Exchange {
  readonly status: number
  readonly headers: Headers
  /** False for a HEAD, a 204 and the like, whatever the headers announce. */
  readonly hasBody: boolean
  /** The body, once. Throws a `FailedAttempt`, or the signal's reason. */
  chunks(): AsyncGenerator<Uint8Array, void>
  /** Lets go of what has not come yet. */
  close(): void
  /** Resolves when nothing more will come. */
  readonly closed: Promise<void>
}

/** Sends a request and waits for the head of the answer. Throws a `FailedAttempt`, or the signal's reason. */
export async function openExchange(options: ExchangeOptions): Promise<Exchange> {
  const { fetch, url, init } = options
  const line = new Line(options)
  let asked: Promise<Response> | undefined
  try {
    const response = await line.wait(() => {
      asked = fetch(url.href, { ...init, redirect: 'manual', signal: line.signal })
      return asked
    })
    return {
      status: response.status,
      headers: response.headers,
      hasBody: response.body !== null,
      chunks: () => readChunks(response, line),
      close: () => line.close(),
      closed: line.closed,
    }
  } catch (error) {
    line.close()
    // A `fetch` that does not know signals may still get an answer.
    asked?.then(({ body }) => body?.cancel()).catch(ignore)
    throw error
  }

  async function* readChunks({ body }: Response, line: Line): AsyncGenerator<Uint8Array, void> {
    try {
      if (body !== null) {
        const reader = body.getReader()
        const read = (): ReturnType<typeof reader.read> => line.wait(() => reader.read())
        for (let result = await read(); !result.done; result = await read()) yield result.value
      }
      line.isComplete = true
    } finally {
      line.close()
    }
  }
}

class TimeUp extends Error {}

/** The waits of an exchange: each ends when the time is up or the caller gives up. */
class Line {
  /** Whether all of the answer came, so that the connection can be used again. */
  isComplete = false
  readonly #options: ExchangeOptions
  // Not the caller's own signal: what `fetch` hangs onto a signal stays there.
  readonly #controller = new AbortController()
  readonly #closing = Promise.withResolvers<void>()
  #isClosed = false

  constructor(options: ExchangeOptions) {
    this.#options = options
    options.signal.addEventListener('abort', this.#leave, { once: true })
    if (options.signal.aborted) this.#leave()
  }

  get closed(): Promise<void> {
    return this.#closing.promise
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  async wait<Value>(start: () => Promise<Value>): Promise<Value> {
    const { signal, timeoutInMs } = this.#options
    const timer = setTimeout(() => this.#controller.abort(new TimeUp()), timeoutInMs)
    try {
      return await untilAborted(start(), this.#controller.signal)
    } catch (thrown) {
      signal.throwIfAborted()
      if (this.#controller.signal.reason instanceof TimeUp) throw new FailedAttempt(timeUp(timeoutInMs))
      throw new FailedAttempt(networkFailure(thrown))
    } finally {
      clearTimeout(timer)
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#options.signal.removeEventListener('abort', this.#leave)
    if (!this.isComplete) this.#controller.abort(new Error('the rest of the answer is not wanted'))
    this.#closing.resolve()
  }

  readonly #leave = (): void => {
    this.#controller.abort(this.#options.signal.reason)
    this.close()
  }
}

function ignore(): undefined {
  return undefined
}

function timeUp(timeoutInMs: number): FailedAttempt['failure'] {
  return {
    code: 'http_timeout',
    problem: `sent nothing for ${timeoutInMs} ms`,
    remedy: 'raise timeoutInMs, or ask for less at once',
    mayPass: true,
  }
}
