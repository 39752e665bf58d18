import type { ScriptedRequest } from './scripted-request.ts'

/** What goes wrong with an answer. */
export type AnswerFault =
  /** The connection is reset before anything is answered. */
  | 'reset-before'
  /** The connection is reset after half of the body. */
  | 'reset-in-body'
  /** Half of the body, announced as if it were all of it. */
  | 'truncate'
  /** More is announced than comes, and the connection is closed properly. */
  | 'wrong-length'
  /** Nothing is answered, and the connection stays open. */
  | 'hang'
  /** Nothing comes after half of the body, and the connection stays open. */
  | 'hang-in-body'
  /** The body comes in ten pieces, with `delayInMs` before each of them. Default 20. */
  | 'slow-body'
  /** After the body more and more comes until the client leaves. */
  | 'endless-body'

/** One answer, as data. At most one of `json`, `text` and `bytes`; without any the body is empty. */
export interface ScriptedAnswer {
  /** Default 200. */
  readonly status?: number
  /** They win over those that follow from the other members. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** A body of type `application/json`. */
  readonly json?: unknown
  /** A body of type `text/plain`. */
  readonly text?: string
  /** A body of type `application/octet-stream`. */
  readonly bytes?: Uint8Array
  /** Compresses the body. Default: not. */
  readonly encoding?: 'gzip' | 'deflate' | 'br'
  /** Waits before the answer begins. Default 0. */
  readonly delayInMs?: number
  /** The header of that name: seconds, a moment, or any text. */
  readonly retryAfter?: number | Date | string
  /** Default: nothing. */
  readonly fault?: AnswerFault
}

/** Makes an answer from a request. `call` counts the requests to this route before this one. */
export type ScriptedHandler = (request: ScriptedRequest, call: number) => ScriptedAnswer | Promise<ScriptedAnswer>

/** What a route answers: always the same, or one after the other, of which the last one stays. */
export type ScriptedRoute = ScriptedAnswer | ScriptedHandler | readonly (ScriptedAnswer | ScriptedHandler)[]
