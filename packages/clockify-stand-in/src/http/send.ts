import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { faultBody, type Fault } from '../faults/fault.ts'
import type { Answer } from './answer.ts'

const usualHeaders = {
  'content-type': 'application/json',
  'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
  'expected-client-version': '1.0.0',
}

const proxyPage = '<html><head><title>Just a moment</title></head><body>One moment, please.</body></html>'

/** Sends an answer as it is. */
export function send(response: ServerResponse, { status, body, headers }: Answer): number {
  const bytes = bytesOf(body)
  response.writeHead(status, { ...usualHeaders, ...headers, 'content-length': bytes.length })
  response.end(bytes)
  return status
}

/** Sends what a fault makes of an answer; says the status that was sent, 0 when none was. */
export async function sendWithFault(
  response: ServerResponse,
  answer: Answer,
  fault: Fault,
  signal: AbortSignal,
): Promise<number> {
  switch (fault.type) {
    case 'status':
      return send(response, statusAnswer(fault))
    case 'html':
      return sendPage(response, fault.status ?? 200)
    case 'reset-before':
      response.socket?.resetAndDestroy()
      return 0
    case 'hang':
      return 0
    case 'slow':
      await delay(fault.delayInMs, undefined, { signal })
      return send(response, answer)
    case 'truncate': {
      const bytes = bytesOf(answer.body)
      const half = bytes.subarray(0, Math.floor(bytes.length / 2))
      response.writeHead(answer.status, { ...usualHeaders, ...answer.headers, 'content-length': half.length })
      response.end(half)
      return answer.status
    }
    case 'slow-body':
    case 'reset-in-body': {
      const bytes = bytesOf(answer.body)
      const middle = Math.floor(bytes.length / 2)
      response.writeHead(answer.status, { ...usualHeaders, ...answer.headers, 'content-length': bytes.length })
      await new Promise((resolve) => response.write(bytes.subarray(0, middle), resolve))
      if (fault.type === 'reset-in-body') response.socket?.resetAndDestroy()
      else {
        await delay(fault.delayInMs, undefined, { signal })
        response.end(bytes.subarray(middle))
      }
      return answer.status
    }
    default:
      fault satisfies never
      return 0
  }
}

function statusAnswer({ status, retryAfter, body = 'empty' }: Extract<Fault, { readonly type: 'status' }>): Answer {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  const json = body === 'json' ? faultBody(status) : body === 'empty' ? undefined : body
  return { status, body: json, headers }
}

function sendPage(response: ServerResponse, status: number): number {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(proxyPage),
  })
  response.end(proxyPage)
  return status
}

function bytesOf(body: Answer['body']): Buffer {
  return body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body))
}
