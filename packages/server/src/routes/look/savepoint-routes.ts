import type { SavepointView } from '@millrace/manager'
import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { savepoint } from '../../schemas/look.ts'
import { naming } from '../../schemas/naming.ts'

/** All savepoints of a pipeline. */
export interface SavepointList {
  readonly savepoints: readonly SavepointView[]
}

const list: z.ZodType<SavepointList> = naming('SavepointList', z.strictObject({ savepoints: z.array(savepoint) }))
const shared = { path: '/pipelines/{id}/savepoints', tag: 'Pipelines', resource: 'pipeline' } as const
const answers = { 200: { description: 'The savepoints.', schema: list } }

export const readSavepoints: Route = defineRoute({
  ...shared,
  operation: 'readSavepoints',
  method: 'GET',
  summary: 'Where the next incremental run goes on',
  access: 'read',
  answers,
  handle: async ({ account, id }) => ({ body: { savepoints: await account.pipelines.savepoints(id) } }),
})

export const setSavepoints: Route = defineRoute({
  ...shared,
  operation: 'setSavepoints',
  method: 'PUT',
  summary: 'Put savepoints in place of those that stand',
  description: 'Refused while a run is in progress.',
  access: 'full',
  body: list,
  answers,
  async handle({ account: { pipelines }, id, body }) {
    await pipelines.setSavepoints(id, body.savepoints)
    return { body: { savepoints: await pipelines.savepoints(id) } }
  },
})

export const resetSavepoints: Route = defineRoute({
  ...shared,
  operation: 'resetSavepoints',
  method: 'DELETE',
  summary: 'Make the next run read everything anew',
  access: 'full',
  answers: { 204: { description: 'It will.' } },
  async handle({ account, id }) {
    await account.pipelines.resetSavepoint(id)
    return { status: 204 }
  },
})
