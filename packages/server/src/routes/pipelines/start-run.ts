import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { naming } from '../../schemas/naming.ts'
import { id } from '../../schemas/wire.ts'

export const startRun: Route = defineRoute({
  operation: 'startRun',
  method: 'POST',
  path: '/pipelines/{id}/runs',
  tag: 'Runs',
  summary: 'Run pipeline',
  description:
    'Answers at once; get the run by its id to see how it goes. `incremental`: from the last savepoint on (true), everything again (false), or as the pipeline does by default (null, or left out).',
  prefix: 'both',
  access: 'full',
  form: 'error',
  resource: 'pipeline',
  body: naming('StartRun', z.strictObject({ incremental: z.boolean().nullable().exactOptional() })),
  isBodyOptional: true,
  answers: { 200: { description: 'The run that was queued.', schema: z.strictObject({ id }) } },
  async handle({ account, id: pipeline, body }) {
    return { body: { id: await account.runs.start(pipeline, body) } }
  },
})
