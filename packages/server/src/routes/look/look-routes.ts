import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { listing } from '../../schemas/listing.ts'
import { errorGroup, pipelineDescription, reject } from '../../schemas/look.ts'
import { number, pageQuery } from '../../schemas/paging.ts'

export const readSchema: Route = defineRoute({
  operation: 'readSchema',
  method: 'GET',
  path: '/pipelines/{id}/schema',
  tag: 'Pipelines',
  summary: 'The tables with their columns as they stand, and as diagrams (Mermaid, DBML)',
  access: 'read',
  resource: 'pipeline',
  answers: { 200: { description: 'The tables.', schema: pipelineDescription } },
  handle: async ({ account, id }) => ({ body: await account.pipelines.describe(id) }),
})

/** Rejects have ids that are texts, so a page begins at a place in the list. */
export const listRejects: Route = defineRoute({
  operation: 'listRejects',
  method: 'GET',
  path: '/pipelines/{id}/rejects',
  tag: 'Pipelines',
  summary: 'The records that could not be stored, with their reasons',
  access: 'read',
  resource: 'pipeline',
  query: pageQuery,
  answers: {
    200: {
      description: 'The rejects.',
      schema: listing('RejectList', 'rejects', reject),
      headers: { Link: 'The next page.' },
    },
  },
  async handle({ account, id, query: { limit, cursor = 0 }, url }) {
    const all = await account.pipelines.rejects(id)
    const end = limit === undefined ? all.length : cursor + limit
    const next = new URL(url)
    next.searchParams.set('cursor', String(end))
    const headers: Record<string, string> =
      end < all.length ? { link: `<${next.pathname}${next.search}>; rel="next"` } : {}
    return { body: { rejects: all.slice(cursor, end) }, headers }
  },
})

/** Whose errors are wanted. */
export interface ErrorQuery {
  readonly pipeline?: number
}

const errorQuery: z.ZodType<ErrorQuery> = z.object({ pipeline: number.exactOptional() })

export const listErrors: Route = defineRoute({
  operation: 'listErrors',
  method: 'GET',
  path: '/pipelines/errors',
  tag: 'Runs',
  summary: 'Errors of the runs that are kept, by their text, the most frequent first',
  access: 'read',
  query: errorQuery,
  answers: { 200: { description: 'The errors.', schema: listing('ErrorList', 'errors', errorGroup) } },
  handle: async ({ account, query }) => ({ body: { errors: await account.runs.errors(query) } }),
})
