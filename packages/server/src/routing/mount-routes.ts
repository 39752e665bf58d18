import { randomUUID } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { ApiError } from '../errors/api-error.ts'
import { writeError } from '../errors/error-forms.ts'
import type { Api } from './api.ts'
import { handleRequest } from './handle-request.ts'
import type { Route } from './route.ts'

/**
 * Puts the routes under their paths, those without an id first: what stands where an id could stand is never taken for one.
 * What no route answers is 404, or 405 where another method would be.
 */
export function mountRoutes(app: Hono, api: Api, routes: readonly Route[]): void {
  const refuse = ({ req }: Context): Response => refuseMethod(new URL(req.url).pathname, routes, api.options.basePath)
  const placed = routes.flatMap((route) =>
    pathsOf(route).map((path) => ({ route, path: `${api.options.basePath}${path}`, hasId: path.includes('{id}') })),
  )
  const mount = ({ route, path }: (typeof placed)[number]): void => {
    app.on(route.method, path.replace('{id}', ':id'), (context) =>
      handleRequest(api, route, context.req.raw, context.req.param('id') ?? ''),
    )
  }
  const named = placed.filter(({ hasId }) => !hasId)
  named.forEach(mount)
  for (const { path } of named) app.all(path, refuse)
  placed.filter(({ hasId }) => hasId).forEach(mount)
  app.notFound(refuse)
}

/** Where a route answers. */
export function pathsOf({ path, prefix = 'v1' }: Pick<Route, 'path' | 'prefix'>): readonly string[] {
  switch (prefix) {
    case 'v1':
      return [`/v1${path}`]
    case 'both':
      return [`/v1${path}`, path]
    case 'none':
      return [path]
    default:
      return prefix satisfies never
  }
}

function refuseMethod(pathname: string, routes: readonly Route[], basePath: string): Response {
  const found = routes.filter((route) => pathsOf(route).some((path) => isAt(pathname, `${basePath}${path}`)))
  const named = found.filter(({ path }) => !path.includes('{id}'))
  const methods = (named.length > 0 ? named : found).map(({ method }) => method)
  const requestId = randomUUID()
  const response = writeError(methods.length === 0 ? noRoute : notAllowed(methods), 'problem', requestId)
  response.headers.set('x-request-id', requestId)
  return response
}

function isAt(pathname: string, path: string): boolean {
  const given = pathname.replace(/\/$/, '').split('/')
  const wanted = path.split('/')
  return given.length === wanted.length && wanted.every((part, index) => part === '{id}' || part === given[index])
}

const noRoute: ApiError = new ApiError({ status: 404, code: 'not_found', message: 'there is nothing at this path' })

function notAllowed(methods: readonly string[]): ApiError {
  const allow = [...new Set(methods)].join(', ')
  const message = `this path answers ${allow}`
  return new ApiError({ status: 405, code: 'method_not_allowed', message, headers: { allow } })
}
