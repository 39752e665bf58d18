import { FailedAttempt } from './failed-attempt.ts'
import { isSecretHeader } from './secret-headers.ts'

/** One step of a request: where it goes, after as many redirects as it took. */
export interface Hop {
  readonly url: URL
  readonly method: string
  readonly body: string | undefined
  /** Those of the request. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether it goes to the origin of `baseUrl` and has been nowhere else: only then it carries credentials. */
  readonly isAtHome: boolean
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Where an answer sends the request, if it does. Throws a `FailedAttempt` where nobody can go. */
export function nextHop(hop: Hop, status: number, headers: Headers): Hop | undefined {
  const location = headers.get('location')
  if (!redirects.has(status) || location === null) return undefined
  const url = URL.canParse(location, hop.url.href) ? new URL(location, hop.url) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw badRedirect(`answered ${status} with a Location that is no address`)
  }
  url.hash = ''
  url.username = ''
  url.password = ''
  const becomesGet = status === 303 ? hop.method !== 'HEAD' : status <= 302 && hop.method === 'POST'
  const staysAtOrigin = url.origin === hop.url.origin
  return {
    url,
    method: becomesGet ? 'GET' : hop.method,
    body: becomesGet ? undefined : hop.body,
    headers: Object.fromEntries(
      Object.entries(hop.headers).filter(
        ([name]) => (staysAtOrigin || !isSecretHeader(name)) && !(becomesGet && /^content-/i.test(name)),
      ),
    ),
    isAtHome: hop.isAtHome && staysAtOrigin,
  }
}

/** A redirect that cannot be followed. */
export function badRedirect(problem: string): FailedAttempt {
  return new FailedAttempt({
    code: 'http_refused',
    problem,
    remedy: 'check path and baseUrl',
    mayPass: false,
  })
}
