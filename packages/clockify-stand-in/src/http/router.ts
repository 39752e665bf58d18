import { unknownRoute, wrongMethod } from './api-error.ts'
import type { Host, Route } from './route.ts'

/** Routes that are known to refuse GET because they serve other methods only. */
const otherMethods: readonly { readonly path: string; readonly allowed: readonly string[] }[] = [
  { path: '/workspaces/:workspaceId/user-groups/:id', allowed: ['PUT', 'DELETE'] },
  { path: '/workspaces/:workspaceId/custom-fields/:id', allowed: ['PUT', 'DELETE'] },
  { path: '/workspaces/:workspaceId/holidays/:id', allowed: ['PUT', 'DELETE'] },
]

const bases: readonly { readonly prefix: string; readonly host: Host }[] = [
  { prefix: '/api/v1', host: 'core' },
  { prefix: '/report/v1', host: 'reports' },
  { prefix: '/audit/v1', host: 'audit' },
  { prefix: '/v1', host: 'reports' },
]

export interface Match {
  readonly route: Route
  readonly ids: Readonly<Record<string, string>>
  /** The path without its base. */
  readonly path: string
}

/** The route of a request. Among several, the one that names most of the path; unknown paths are 404, other methods 405. */
export function findRoute(routes: readonly Route[], method: string, pathname: string): Match {
  const base = bases.find(({ prefix }) => pathname.startsWith(`${prefix}/`))
  const path = base === undefined ? pathname : pathname.slice(base.prefix.length)
  const matches = routes.flatMap((route) => {
    const ids = route.host === base?.host ? matchPath(route.path, path) : undefined
    return ids === undefined ? [] : [{ route, ids, path }]
  })
  const found = matches
    .filter(({ route }) => route.method === method)
    .toSorted((a, b) => Object.keys(a.ids).length - Object.keys(b.ids).length)[0]
  if (found !== undefined) return found
  const allowed = matches.map(({ route }) => route.method)
  if (allowed.length > 0) throw wrongMethod(method, allowed)
  const other = otherMethods.find((candidate) => matchPath(candidate.path, path) !== undefined)
  if (other !== undefined && base?.host === 'core') throw wrongMethod(method, other.allowed)
  throw unknownRoute(`v1${path}`)
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const ids: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith(':')) {
      if (value === '') return undefined
      ids[part.slice(1)] = decodeURIComponent(value)
    } else if (part !== value) return undefined
  }
  return ids
}
