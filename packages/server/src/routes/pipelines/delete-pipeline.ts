import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'

/** What goes with a pipeline. */
export interface DeleteQuery {
  readonly dropTables?: boolean
}

const query: z.ZodType<DeleteQuery> = z.object({
  dropTables: z
    .enum(['true', 'false'])
    .transform((given) => given === 'true')
    .meta({ description: 'Whether its tables go, too. Default: they stay.' })
    .exactOptional(),
})

export const deletePipeline: Route = defineRoute({
  operation: 'deletePipeline',
  method: 'DELETE',
  path: '/pipelines/{id}',
  tag: 'Pipelines',
  summary: 'Delete pipeline',
  description: 'A live run is cancelled. The records of its runs stay.',
  prefix: 'both',
  access: 'full',
  form: 'error',
  resource: 'pipeline',
  query,
  answers: { 200: { description: 'No response.' } },
  async handle({ account, id, query: options }) {
    await account.pipelines.delete(id, options)
    return {}
  },
})
