import type { Exchange } from './exchange.ts'
import { FailedAttempt } from './failed-attempt.ts'

/** Reads the whole body. `FailedAttempt` for one that is larger than `maxBytes`, or not as long as announced. */
export async function readBody(exchange: Exchange, maxBytes: number): Promise<Uint8Array> {
  const announced = exchange.hasBody ? announcedLength(exchange.headers) : undefined
  if (announced !== undefined && announced > maxBytes) {
    exchange.close()
    throw tooLarge(maxBytes)
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of exchange.chunks()) {
    length += chunk.length
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  // The built-in `fetch` notices it; one that was handed in may not.
  if (length > 0 && announced !== undefined && announced !== length) {
    throw new FailedAttempt({
      code: 'http_bad_body',
      problem: `announced ${announced} bytes and sent ${length}`,
      remedy: 'a proxy on the way may have broken it',
      mayPass: true,
    })
  }
  return join(chunks, length)
}

/** Reads the beginning of a body of which the rest does not matter. What breaks on the way is the end of it. */
export async function readBeginning(exchange: Exchange, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of exchange.chunks()) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= maxBytes) break
    }
  } catch {
    signal.throwIfAborted()
  }
  return join(chunks, length).subarray(0, maxBytes)
}

/** A compressed body is longer than its announcement. */
function announcedLength(headers: Headers): number | undefined {
  const text = headers.get('content-length') ?? ''
  return headers.has('content-encoding') || !/^\d+$/.test(text) ? undefined : Number(text)
}

function tooLarge(maxBytes: number): FailedAttempt {
  return new FailedAttempt({
    code: 'http_body_too_large',
    problem: `sent more than the ${maxBytes} bytes of maxBodyBytes`,
    remedy: 'ask for less at once, raise maxBodyBytes, or read it by stream()',
    mayPass: false,
  })
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks
  if (first !== undefined && chunks.length === 1) return first
  const bytes = new Uint8Array(length)
  let place = 0
  for (const chunk of chunks) {
    bytes.set(chunk, place)
    place += chunk.length
  }
  return bytes
}
