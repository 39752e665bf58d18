import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { HttpQuery, HttpQueryValue } from './http-client.ts'

/** Puts path and query of a request onto the base. A whole URL is taken as it is. */
export function requestUrl(baseUrl: URL, path: string, query: HttpQuery = {}): URL {
  const url = /^https?:\/\//i.test(path) ? wholeUrl(path) : urlBelow(baseUrl, path)
  for (const [name, given] of Object.entries(query)) {
    const values: readonly (HttpQueryValue | undefined)[] = isList(given) ? given : [given]
    for (const value of values) if (value !== undefined) url.searchParams.append(name, queryText(value))
  }
  url.hash = ''
  return url
}

/** What messages call a URL: without scheme, query and user. */
export function placeOf(url: URL): string {
  return `${url.host}${url.pathname}`
}

function wholeUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw wrongPath('is no URL')
  if (url.username !== '' || url.password !== '')
    throw wrongPath('has a user or password in it; give them as credentials')
  return url
}

/** By joining texts, not by resolving: `//host/x` would be another host. */
function urlBelow(baseUrl: URL, path: string): URL {
  const base = baseUrl.href.replace(/\/+$/, '')
  const rest = path.replace(/^\/+/, '')
  const url = new URL(rest === '' ? base : `${base}/${rest}`)
  if (url.hash !== '') throw wrongPath('has a # in it, and what follows is never sent; write %23')
  const { pathname } = new URL(base)
  const isBelow = url.pathname === pathname || url.pathname.startsWith(pathname === '/' ? '/' : `${pathname}/`)
  if (!isBelow) throw wrongPath('leads out of baseUrl; values in a path go through encodeURIComponent')
  return url
}

/** Without the path itself: an id in it may be a secret. */
function wrongPath(message: string): InvalidOptionsError {
  return new InvalidOptionsError([{ path: 'path', message: `the path of the request ${message}` }])
}

function isList(given: HttpQuery[string]): given is readonly HttpQueryValue[] {
  return Array.isArray(given)
}

function queryText(value: HttpQueryValue): string {
  return value instanceof Date ? value.toISOString() : String(value)
}
