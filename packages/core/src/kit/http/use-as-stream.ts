import type { Exchange } from './exchange.ts'
import { FailedAttempt } from './failed-attempt.ts'
import type { HttpStream } from './http-client.ts'
import type { Sending, UseAnswer } from './send-request.ts'
import { toHttpError } from './to-http-error.ts'
import { isExpected, readAnswer } from './use-as-answer.ts'

/** Hands the body on as it comes in. Its first bytes are waited for, so that what breaks before them is tried again. */
export function useAsStream(sending: Sending): UseAnswer<HttpStream> {
  return async (exchange, keepSlot) => {
    const { status, headers } = exchange
    if (!isExpected(sending, exchange)) {
      const { bytes } = await readAnswer(sending, exchange)
      return { status, headers, body: once(bytes) }
    }
    const chunks = exchange.chunks()
    const first = await chunks.next()
    void exchange.closed.then(keepSlot())
    const iterator = iterate(first, chunks, exchange, sending)
    return { status, headers, body: { [Symbol.asyncIterator]: () => iterator } }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** No generator: one that is left before it began would not close the connection. */
function iterate(
  first: IteratorResult<Uint8Array, void>,
  chunks: AsyncGenerator<Uint8Array, void>,
  exchange: Exchange,
  sending: Sending,
): AsyncIterator<Uint8Array, void> {
  const { signal } = sending.plan.request
  let held: IteratorResult<Uint8Array, void> | undefined = first
  let isLeft = false
  return {
    async next() {
      if (isLeft) return { done: true, value: undefined }
      signal.throwIfAborted()
      const result = held
      held = undefined
      if (result !== undefined) return result
      try {
        return await chunks.next()
      } catch (error) {
        throw error instanceof FailedAttempt ? toHttpError(error.failure, sending) : error
      }
    },
    async return() {
      isLeft = true
      exchange.close()
      return { done: true, value: undefined }
    },
  }
}
