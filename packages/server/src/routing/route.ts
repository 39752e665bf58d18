import type { AccountManager, Manager } from '@millrace/manager'
import type { z } from 'zod'
import type { ErrorForm } from '../errors/error-forms.ts'
import type { Resource } from '../errors/to-api-error.ts'
import type { Caller } from '../keys/caller.ts'

/** What a route is given. */
export interface RouteRequest<Query, Body> {
  /** All accounts: for those that choose themselves. */
  readonly manager: Manager
  /** Everything of the account that the request is about. */
  readonly account: AccountManager
  /** Who asks; undefined on public routes. */
  readonly caller: Caller | undefined
  /** The id in the path; 0 where there is none. */
  readonly id: number
  readonly query: Query
  readonly body: Body
  /** As it was asked for. */
  readonly url: URL
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal
}

/** What a route answers. */
export interface Answer {
  /** Default 200. */
  readonly status?: number
  /** JSON; left out, the answer is empty. */
  readonly body?: unknown
  /** Sent as server-sent events, in place of a body. */
  readonly events?: AsyncIterable<ServerEvent>
  readonly headers?: Readonly<Record<string, string>>
}

/** One server-sent event. */
export interface ServerEvent {
  readonly event: string
  readonly data: unknown
}

/** What the document says of an answer. */
export interface AnswerDescription {
  readonly description: string
  /** Of the JSON; left out, the answer is empty. */
  readonly schema?: z.ZodType
  /** Default `application/json`. */
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A route of the API. */
export interface Route {
  /** Its name in the OpenAPI document. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{id}` where the id stands. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** Where it answers: below `/v1` alone, with and without it, or without it. Default `v1`. */
  readonly prefix?: 'v1' | 'both' | 'none'
  /** Whose keys may call it. */
  readonly access: 'public' | 'read' | 'full'
  /** How its errors look. Default `problem`. */
  readonly form?: ErrorForm
  /** How they look once the body is known, where that depends on it. */
  readonly formOf?: (body: unknown) => ErrorForm
  /** What the path or the body is about: where that does not exist the status is 404. */
  readonly resource?: Resource
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** The part of `body` that a given one is held against; so problems are those of what was meant. */
  readonly bodyFor?: (given: unknown) => z.ZodType
  /** An empty body counts as `{}`. */
  readonly isBodyOptional?: boolean
  readonly answers: Readonly<Record<number, AnswerDescription>>
  handle(request: RouteRequest<unknown, unknown>): Promise<Answer> | Answer
}

/** A route whose handler knows the types of its query and body. */
export interface RouteDefinition<Query, Body> extends Omit<Route, 'handle' | 'query' | 'body'> {
  readonly query?: z.ZodType<Query>
  readonly body?: z.ZodType<Body>
  handle(request: RouteRequest<Query, Body>): Promise<Answer> | Answer
}

export function defineRoute<Query, Body>(route: RouteDefinition<Query, Body>): Route {
  return route
}
