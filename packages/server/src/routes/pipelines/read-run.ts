import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { runBody, toRunBody } from '../../schemas/run.ts'
import { includeQuery } from '../../schemas/run-query.ts'

export const readRun: Route = defineRoute({
  operation: 'readRun',
  method: 'GET',
  path: '/pipelines/runs/{id}',
  tag: 'Runs',
  summary: 'Get pipeline run',
  prefix: 'both',
  access: 'read',
  form: 'error',
  resource: 'run',
  query: includeQuery,
  answers: { 200: { description: 'The run.', schema: runBody } },
  async handle({ account, id, query }) {
    return { body: toRunBody(await account.runs.read(id), query.include) }
  },
})
