import type { z } from 'zod'
import { codedError, problem, successError } from '../errors/error-forms.ts'
import type { ErrorForm } from '../errors/error-forms.ts'
import type { AnswerDescription, Route } from '../routing/route.ts'
import { pathsOf } from '../routing/mount-routes.ts'
import { SchemaBook } from './schema-book.ts'

type Json = Readonly<Record<string, unknown>>

const forms: Readonly<Record<ErrorForm, z.ZodType>> = { success: successError, error: codedError, problem }

/** The OpenAPI 3.1 document of the routes. Those that answer without `/v1`, too, are described below `/v1` alone. */
export function toOpenApi(routes: readonly Route[], options: { readonly basePath: string }): Json {
  const book = new SchemaBook()
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const [path = route.path] = pathsOf(route)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describe(route, book) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millrace',
      version: '1',
      description:
        'Managed pipelines. Creating, duplicating, running, enabling, scheduling and deleting a pipeline, its status, listing and getting runs, health and readiness answer without `/v1` as well.',
    },
    servers: [{ url: options.basePath === '' ? '/' : options.basePath }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas: book.schemas(),
      securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'api_…' } },
    },
  }
}

function describe(route: Route, book: SchemaBook): Json {
  const { operation, tag, summary, description, access, body, isBodyOptional = false } = route
  const parameters = [...idParameters(route), ...queryParameters(route, book), ...headerParameters(route)]
  return {
    operationId: operation,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'public' ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: !isBodyOptional,
            content: { 'application/json': { schema: book.refer(body, 'input') } },
          },
        }),
    responses: responsesOf(route, book),
  }
}

function idParameters({ path, resource }: Route): readonly Json[] {
  if (!path.includes('{id}')) return []
  const description = `The ID of the ${resource ?? 'record'}.`
  return [{ name: 'id', in: 'path', required: true, description, schema: { type: 'integer', minimum: 1 } }]
}

function queryParameters({ query }: Route, book: SchemaBook): readonly Json[] {
  if (query === undefined) return []
  const { properties = {} } = book.inline(query) as { readonly properties?: Readonly<Record<string, Json>> }
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    return { name, in: 'query', required: false, ...(description === undefined ? {} : { description }), schema }
  })
}

function headerParameters({ method, access }: Route): readonly Json[] {
  if (method !== 'POST' || access === 'public') return []
  const description = 'The same key with the same body is answered the same, and nothing is done twice.'
  const schema = { type: 'string', minLength: 1, maxLength: 255 }
  return [{ name: 'Idempotency-Key', in: 'header', required: false, description, schema }]
}

function responsesOf({ form = 'problem', formOf, answers, access }: Route, book: SchemaBook): Json {
  const schemas = formOf === undefined ? [forms[form]] : [forms.success, forms.problem]
  const type = form === 'problem' ? 'application/problem+json' : 'application/json'
  const content = Object.fromEntries(
    schemas.map((schema) => [
      schema === problem ? 'application/problem+json' : type,
      { schema: book.refer(schema, 'output') },
    ]),
  )
  const described = Object.entries(answers).map(([status, answer]) => {
    const isRefused = form === 'success' && status === '200'
    return [status, describeAnswer(answer, book, isRefused ? [successError] : [])]
  })
  const { 200: _ok, ...others } = Object.fromEntries(described) as Record<string, unknown>
  return {
    ...(_ok === undefined ? {} : { 200: _ok }),
    ...others,
    ...(access === 'public' ? {} : { 401: { description: 'The key is missing or not known.', content } }),
    default: { description: 'What was asked for is not done; the body says why.', content },
  }
}

function describeAnswer(answer: AnswerDescription, book: SchemaBook, others: readonly z.ZodType[]): Json {
  const { description, schema, type = 'application/json', headers } = answer
  const all = schema === undefined ? [] : [schema, ...others].map((one) => book.refer(one, 'output'))
  return {
    description,
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
          ),
        }),
    ...(all.length === 0 ? {} : { content: { [type]: { schema: all.length === 1 ? all[0] : { anyOf: all } } } }),
  }
}
