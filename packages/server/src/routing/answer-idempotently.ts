import { ApiError } from '../errors/api-error.ts'
import { answerOnce } from '../idempotency/answer-once.ts'
import type { Caller } from '../keys/caller.ts'
import { digestOf } from '../keys/digest.ts'
import type { Api } from './api.ts'
import type { Route } from './route.ts'

/** Works, unless the request has an idempotency key that has been answered. */
export async function answerIdempotently(
  { manager, options }: Pick<Api, 'manager' | 'options'>,
  given: {
    readonly request: Request
    readonly route: Route
    readonly caller: Caller | undefined
    readonly account: number
    readonly text: string
  },
  work: () => Promise<Response>,
): Promise<Response> {
  const { request, route, caller, account, text } = given
  const key = request.headers.get('idempotency-key')
  if (key === null || route.method !== 'POST' || caller === undefined) return work()
  if (key === '' || key.length > 255) {
    const message = 'Idempotency-Key must have 1 to 255 characters'
    throw new ApiError({ status: 400, code: 'invalid_idempotency_key', message })
  }
  const { pathname, search } = new URL(request.url)
  const path = pathname.slice(options.basePath.length).replace(/^\/v1(?=\/)/, '')
  return answerOnce(
    { store: manager.store, keepInMs: options.idempotencyKeepInMs, giveUpInMs: options.timeLimitInMs + 60_000 },
    {
      account,
      digest: digestOf(JSON.stringify(['idempotency', caller.id, account, key])),
      fingerprint: digestOf(JSON.stringify([path, search, text])),
    },
    work,
  )
}
