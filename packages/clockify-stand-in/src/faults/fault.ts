import type { JsonObject } from '../json.ts'

/** What goes wrong with an answer. */
export type Fault =
  | {
      readonly type: 'status'
      readonly status: number
      /** Seconds or an HTTP date, as a `Retry-After` header. Default: none. */
      readonly retryAfter?: number | string
      /** Default: no bytes. `json` is `{"message":"Too many requests","code":429}` or the like. */
      readonly body?: 'empty' | 'json' | JsonObject
    }
  /** The connection is reset before anything is answered. */
  | { readonly type: 'reset-before' }
  /** The connection is reset in the middle of the body. */
  | { readonly type: 'reset-in-body' }
  /** A whole answer, whose JSON ends in its middle. */
  | { readonly type: 'truncate' }
  /** The page of a proxy in place of JSON. */
  | { readonly type: 'html'; /** Default: 200. */ readonly status?: number }
  /** The answer begins late. */
  | { readonly type: 'slow'; readonly delayInMs: number }
  /** Half of the body comes at once, the other half late. */
  | { readonly type: 'slow-body'; readonly delayInMs: number }
  /** No answer at all, and an open connection. */
  | { readonly type: 'hang' }

/** A fault, a status alone, or the name of a fault that has nothing else to say. */
export type FaultLike = Fault | number | 'reset-before' | 'reset-in-body' | 'truncate' | 'html' | 'hang'

export function toFault(fault: FaultLike): Fault {
  if (typeof fault === 'number') return { type: 'status', status: fault }
  return typeof fault === 'string' ? { type: fault } : fault
}

const messages: Readonly<Record<number, string>> = {
  429: 'Too many requests',
  500: 'Internal server error',
  502: 'Bad gateway',
  503: 'Service unavailable',
  504: 'Gateway timeout',
}

/** The JSON body of a status that comes from a fault. */
export function faultBody(status: number): JsonObject {
  return { message: messages[status] ?? 'Fault', code: status }
}
