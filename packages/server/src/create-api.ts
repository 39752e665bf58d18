import type { Manager } from '@millrace/manager'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { resolveOptions } from './api-options.ts'
import type { ApiOptions } from './api-options.ts'
import { RateLimiter } from './limits/rate-limiter.ts'
import { toOpenApi } from './openapi/to-openapi.ts'
import { allRoutes } from './routes/all-routes.ts'
import { mountRoutes } from './routing/mount-routes.ts'

/** Answers requests, wherever they come from. */
export type ApiHandler = (request: Request) => Promise<Response>

/** The HTTP API over a manager. Throws `InvalidOptionsError` with everything that is wrong with the options. */
export function createApi(manager: Manager, options: ApiOptions = {}): ApiHandler {
  const resolved = resolveOptions(options)
  const limiter = resolved.rateLimit === null ? undefined : new RateLimiter(resolved.rateLimit)
  const app = new Hono({ strict: false })
  if (resolved.cors !== null) {
    const { origins } = resolved.cors
    const exposeHeaders = ['Location', 'Link', 'Retry-After', 'X-Request-Id']
    app.use(cors({ origin: origins === '*' ? '*' : [...origins], exposeHeaders }))
  }
  let document: object | undefined
  app.on('GET', [`${resolved.basePath}/openapi.json`, `${resolved.basePath}/v1/openapi.json`], (context) =>
    context.json((document ??= toOpenApi(allRoutes, resolved))),
  )
  mountRoutes(app, { manager, options: resolved, limiter }, allRoutes)
  return async (request) => app.fetch(request)
}
