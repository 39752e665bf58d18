import { ManagerError } from '@millrace/manager'
import type { AccountManager } from '@millrace/manager'
import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'

export const runPipeline: Route = defineRoute({
  operation: 'runPipeline',
  method: 'POST',
  path: '/pipelines/{id}/run',
  tag: 'Pipelines',
  summary: 'Run a pipeline',
  description: 'Sends a pipeline to the execution queue. One that is queued already stays there.',
  prefix: 'both',
  access: 'full',
  form: 'success',
  resource: 'pipeline',
  answers: {
    200: {
      description: 'Whether it is queued.',
      schema: z.strictObject({ success: z.literal(true) }),
      headers: { Location: 'Where the run is.' },
    },
  },
  async handle({ account, id, url }) {
    const run = await queue(account, id)
    const location = url.pathname.replace(/\/pipelines\/\d+\/run\/?$/, `/pipelines/runs/${run}`)
    return { body: { success: true }, headers: { location } }
  },
})

async function queue({ runs, pipelines }: AccountManager, pipeline: number): Promise<number> {
  try {
    return await runs.start(pipeline)
  } catch (thrown) {
    if (!ManagerError.isInstance(thrown) || thrown.refusal !== 'pipeline_is_already_in_progress') throw thrown
    const { status, activeRun } = await pipelines.read(pipeline)
    if (status.status !== 'scheduled' || activeRun === null) throw thrown
    return activeRun
  }
}
