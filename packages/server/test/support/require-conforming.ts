import { codedError, problem, successError } from '../../src/errors/error-forms.ts'
import { allRoutes } from '../../src/routes/all-routes.ts'
import type { Route } from '../../src/routing/route.ts'

const forms = { success: successError, error: codedError, problem }

/** Throws for an answer that the OpenAPI document does not describe. Whatever a test asks is held against it. */
export function requireConforming(
  method: string,
  pathname: string,
  { status, json }: { readonly status: number; readonly json: unknown },
): void {
  const route = findRoute(method, pathname)
  if (route === undefined || json === undefined || status === 405) return
  const { form = 'problem', formOf, answers } = route
  const errors = formOf === undefined ? [forms[form]] : [successError, problem]
  const described = answers[status]?.schema
  const isRefusal = described === undefined || form === 'success'
  const schemas = [...(described === undefined ? [] : [described]), ...(isRefusal ? errors : [])]
  if (schemas.some((schema) => schema.safeParse(json).success)) return
  throw new Error(`${route.operation} answered ${status} with what is not described: ${JSON.stringify(json)}`)
}

function findRoute(method: string, pathname: string): Route | undefined {
  const path = pathname.replace(/^\/api/, '').replace(/^\/v1/, '')
  const found = allRoutes.filter((route) => route.method === method && isAt(path, route.path))
  return found.find((route) => !route.path.includes('{id}')) ?? found[0]
}

function isAt(pathname: string, path: string): boolean {
  const wanted = path.split('/')
  const given = pathname.split('/')
  return given.length === wanted.length && wanted.every((part, index) => part === '{id}' || part === given[index])
}
