import { randomUUID } from 'node:crypto'
import { ApiError } from '../errors/api-error.ts'
import { writeError } from '../errors/error-forms.ts'
import { toApiError } from '../errors/to-api-error.ts'
import { chooseAccount, requireAccess } from '../keys/choose-account.ts'
import type { Caller } from '../keys/caller.ts'
import { findCaller, unauthorized } from '../keys/find-caller.ts'
import { withinTime } from '../limits/within-time.ts'
import { answerIdempotently } from './answer-idempotently.ts'
import type { Api } from './api.ts'
import { parseBody, readBody } from './read-body.ts'
import { parseId, parseInput } from './parse-input.ts'
import type { Route, RouteRequest } from './route.ts'
import { writeAnswer } from './write-answer.ts'

/** Answers one request. Whatever goes wrong is told in the form of the route. */
export async function handleRequest(api: Api, route: Route, request: Request, idText: string): Promise<Response> {
  const { timeLimitInMs, logger } = api.options
  const requestId = requestIdOf(request)
  let form = route.form ?? 'problem'
  const fail = (thrown: unknown): Response => {
    const error = toApiError(thrown, route.resource)
    if (error.status >= 500) logger.error({ requestId, operation: route.operation, cause: thrown }, error.message)
    return writeError(error, form, requestId)
  }
  const work = async (): Promise<Response> => {
    const caller = await admit(api, route, request)
    const account = chooseAccount(caller ?? anybody, request.headers.get(api.options.accountHeader))
    if (caller !== undefined) {
      // Routes that ask nothing of the account would not notice.
      if (request.headers.has(api.options.accountHeader)) await api.manager.accounts.read(account)
      requireAccess(caller, route.access === 'full' ? 'full' : 'read')
    }
    const url = new URL(request.url)
    const id = route.path.includes('{id}') ? parseId(idText, route.resource) : 0
    const query = parseInput(route.query, Object.fromEntries(url.searchParams), 'query')
    const text = await readBody(request, api.options.maxBodyBytes)
    const given = route.body === undefined ? undefined : parseBody(text, { isOptional: route.isBodyOptional === true })
    form = route.formOf?.(given) ?? form
    const body = parseInput(route.bodyFor?.(given) ?? route.body, given, 'body')
    const asked: RouteRequest<unknown, unknown> = {
      manager: api.manager,
      account: api.manager.account(account),
      caller,
      id,
      query,
      body,
      url,
      signal: request.signal,
    }
    const answer = async (): Promise<Response> => {
      try {
        return writeAnswer(await route.handle(asked), request.signal)
      } catch (thrown) {
        return fail(thrown)
      }
    }
    return answerIdempotently(api, { request, route, caller, account, text }, answer)
  }
  const response = await withinTime(work(), timeLimitInMs).catch(fail)
  response.headers.set('x-request-id', requestId)
  response.headers.set('x-content-type-options', 'nosniff')
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
  return response
}

const anybody: Pick<Caller, 'account'> = { account: null }

/** Who asks, if he may ask at this moment. Requests without a key share a limit of their own. */
async function admit(api: Api, route: Route, request: Request): Promise<Caller | undefined> {
  if (route.access === 'public') return undefined
  const { store } = api.manager
  const caller = await findCaller(request.headers.get('authorization'), { store, fixed: api.options.keys })
  const waitInMs = api.limiter?.take(caller?.id ?? 'nobody') ?? 0
  if (waitInMs > 0) {
    const headers = { 'retry-after': String(Math.ceil(waitInMs / 1000)) }
    throw new ApiError({ status: 429, code: 'rate_limited', message: 'too many requests; wait and try again', headers })
  }
  if (caller === undefined) throw unauthorized()
  return caller
}

function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given !== null && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}
