import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { naming } from '../../schemas/naming.ts'

export const setStatus: Route = defineRoute({
  operation: 'setPipelineStatus',
  method: 'PUT',
  path: '/pipelines/{id}/status',
  tag: 'Pipelines',
  summary: 'Set status',
  description: 'Enabling again forgets the failures before. A live run goes on.',
  prefix: 'both',
  access: 'full',
  form: 'error',
  resource: 'pipeline',
  body: naming('SetStatus', z.strictObject({ enabled: z.boolean() })),
  answers: { 200: { description: 'No response.' } },
  async handle({ account, id, body }) {
    await account.pipelines.setStatus(id, body)
    return {}
  },
})
