import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { naming } from '../../schemas/naming.ts'
import { period } from '../../schemas/period.ts'

export const setSchedule: Route = defineRoute({
  operation: 'setPipelineSchedule',
  method: 'PUT',
  path: '/pipelines/{id}/schedule',
  tag: 'Pipelines',
  summary: 'Set schedule period',
  description: 'How often the pipeline runs by itself; null: never. It must be enabled for that.',
  prefix: 'both',
  access: 'full',
  form: 'error',
  resource: 'pipeline',
  body: naming('SetSchedule', z.strictObject({ period: period.nullable() })),
  answers: { 200: { description: 'No response.' } },
  async handle({ account, id, body }) {
    await account.pipelines.setSchedule(id, body.period)
    return {}
  },
})
