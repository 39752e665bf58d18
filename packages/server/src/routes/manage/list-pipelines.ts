import { z } from 'zod'
import { toPage } from '../../routing/next-page.ts'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { listing } from '../../schemas/listing.ts'
import { number, pageFields, pageOf } from '../../schemas/paging.ts'
import type { PageQuery } from '../../schemas/paging.ts'
import { pipelineView } from '../../schemas/pipeline.ts'

/** Which pipelines are wanted. */
export interface PipelineListQuery extends PageQuery {
  readonly source?: number
  readonly destination?: number
  readonly table?: string
}

const query: z.ZodType<PipelineListQuery> = z.object({
  limit: pageFields.limit.exactOptional(),
  cursor: pageFields.cursor.exactOptional(),
  source: number.meta({ description: 'Only those that read from this source.' }).exactOptional(),
  destination: number.meta({ description: 'Only those that write to this destination.' }).exactOptional(),
  table: z
    .string()
    .meta({ description: 'Only those that write a table, or delta table, of this name.' })
    .exactOptional(),
})

export const listPipelines: Route = defineRoute({
  operation: 'listPipelines',
  method: 'GET',
  path: '/pipelines',
  tag: 'Pipelines',
  summary: 'List pipelines, newest first',
  access: 'read',
  query,
  answers: {
    200: {
      description: 'The pipelines.',
      schema: listing('PipelineList', 'pipelines', pipelineView),
      headers: { Link: 'The next page.' },
    },
  },
  async handle({ account: { pipelines }, query: { limit, cursor, table, ...ends }, url }) {
    if (table !== undefined) {
      const { source, destination } = ends
      const found = (await pipelines.findByTable(table)).filter(
        ({ definition }) =>
          (source === undefined || definition.source === source) &&
          (destination === undefined || definition.destination === destination),
      )
      const newest = found.toSorted((left, right) => right.id - left.id)
      const { items, headers } = toPage(pageOf(newest, { ...limited(limit), ...from(cursor) }), limit, url)
      return { body: { pipelines: items }, headers }
    }
    const asked = { ...ends, ...(limit === undefined ? {} : { limit: limit + 1 }) }
    const found = await pipelines.list({ ...asked, ...(cursor === undefined ? {} : { before: cursor }) })
    const { items, headers } = toPage(found, limit, url)
    return { body: { pipelines: items }, headers }
  },
})

const limited = (limit: number | undefined): { readonly limit?: number } => (limit === undefined ? {} : { limit })
const from = (cursor: number | undefined): { readonly cursor?: number } => (cursor === undefined ? {} : { cursor })
