import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { statusById } from '../../schemas/pipeline-status.ts'

export const readStatus: Route = defineRoute({
  operation: 'readPipelineStatus',
  method: 'GET',
  path: '/pipelines/{id}/status',
  tag: 'Pipelines',
  summary: 'Get pipeline status',
  prefix: 'both',
  access: 'read',
  form: 'success',
  resource: 'pipeline',
  answers: { 200: { description: 'The status, by the id of the pipeline.', schema: statusById } },
  async handle({ account, id }) {
    const { status, is_running, is_active, is_blocked, raw_msg } = await account.pipelines.status(id)
    return { body: { [id]: { status, is_running, is_active, is_blocked, raw_msg } } }
  },
})
