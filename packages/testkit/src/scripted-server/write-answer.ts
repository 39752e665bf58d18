import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { ScriptedAnswer } from './scripted-answer.ts'

/** Sends an answer, with its fault. `signal` ends the delays when the server closes. */
export async function writeAnswer(
  answer: ScriptedAnswer,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { fault, delayInMs = fault === 'slow-body' ? 20 : 0 } = answer
  if (delayInMs > 0) await sleep(delayInMs, undefined, { signal })
  if (fault === 'hang' || response.destroyed) return
  if (fault === 'reset-before') return reset(response)
  const body = bodyOf(answer)
  const half = body.subarray(0, Math.floor(body.length / 2))
  writeHead(answer, response, announcedLength(answer, body, half))
  switch (fault) {
    case undefined:
      response.end(body)
      return
    case 'truncate':
      response.end(half)
      return
    case 'wrong-length':
      await write(response, body)
      response.socket?.end()
      return
    case 'reset-in-body':
      await write(response, half)
      return reset(response)
    case 'hang-in-body':
      await write(response, half)
      return
    case 'slow-body':
      return writeSlowly(response, body, delayInMs, signal)
    case 'endless-body':
      return writeEndlessly(response, body)
    default:
      fault satisfies never
  }
}

function bodyOf({ json, text, bytes, encoding }: ScriptedAnswer): Buffer {
  const plain = json === undefined ? Buffer.from(bytes ?? text ?? '') : Buffer.from(JSON.stringify(json))
  switch (encoding) {
    case undefined:
      return plain
    case 'gzip':
      return gzipSync(plain)
    case 'deflate':
      return deflateSync(plain)
    case 'br':
      return brotliCompressSync(plain)
    default:
      return encoding satisfies never
  }
}

function announcedLength({ fault }: ScriptedAnswer, body: Buffer, half: Buffer): number | undefined {
  if (fault === 'endless-body') return undefined
  if (fault === 'truncate') return half.length
  return fault === 'wrong-length' ? body.length + 10 : body.length
}

function writeHead(answer: ScriptedAnswer, response: ServerResponse, length: number | undefined): void {
  const { status = 200, headers = {}, encoding, retryAfter } = answer
  const type = contentType(answer)
  // 1xx and 204 have no length, and 304 may have that of what it stands for.
  if (length !== undefined && status !== 204 && status !== 304) response.setHeader('content-length', length)
  if (type !== undefined) response.setHeader('content-type', type)
  if (encoding !== undefined) response.setHeader('content-encoding', encoding)
  if (retryAfter !== undefined) {
    response.setHeader('retry-after', retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter)
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.writeHead(status)
}

function contentType({ json, text, bytes }: ScriptedAnswer): string | undefined {
  if (json !== undefined) return 'application/json'
  if (text !== undefined) return 'text/plain; charset=utf-8'
  return bytes === undefined ? undefined : 'application/octet-stream'
}

/** Resolves when the piece has left this process. */
function write(response: ServerResponse, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve)
    response.flushHeaders()
    response.write(piece, () => {
      response.off('close', resolve)
      resolve()
    })
  })
}

async function writeSlowly(
  response: ServerResponse,
  body: Buffer,
  delayInMs: number,
  signal: AbortSignal,
): Promise<void> {
  const size = Math.max(1, Math.ceil(body.length / 10))
  for (let start = 0; start < body.length && !response.destroyed; start += size) {
    await write(response, body.subarray(start, start + size))
    await sleep(delayInMs, undefined, { signal })
  }
  response.end()
}

async function writeEndlessly(response: ServerResponse, body: Buffer): Promise<void> {
  await write(response, body)
  const filler = Buffer.alloc(64 * 1024, ' ')
  while (!response.destroyed) await write(response, filler)
}

/** A reset, not a proper end: the client sees ECONNRESET. */
function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
