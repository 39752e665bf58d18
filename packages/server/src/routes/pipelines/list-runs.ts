import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { toPage } from '../../routing/next-page.ts'
import { runList, toRunBody } from '../../schemas/run.ts'
import { runListQuery } from '../../schemas/run-query.ts'

export const listRuns: Route = defineRoute({
  operation: 'listRuns',
  method: 'GET',
  path: '/pipelines/runs',
  tag: 'Runs',
  summary: 'List pipeline runs',
  description: 'Newest first. Without parameters all that are kept.',
  prefix: 'both',
  access: 'read',
  form: 'error',
  query: runListQuery,
  answers: { 200: { description: 'The runs.', schema: runList, headers: { Link: 'The next page.' } } },
  async handle({ account, query, url }) {
    const { limit, cursor, include, ...others } = query
    const found = await account.runs.list({
      ...others,
      ...(limit === undefined ? {} : { limit: limit + 1 }),
      ...(cursor === undefined ? {} : { before: cursor }),
    })
    const { items, headers } = toPage(found, limit, url)
    return { body: { runs: items.map((run) => toRunBody(run, include)) }, headers }
  },
})
