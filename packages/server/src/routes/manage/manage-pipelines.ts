import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { advancedEditInput, definitionInput } from '../../schemas/definition.ts'
import { naming } from '../../schemas/naming.ts'
import { pipelineEdit, pipelineView } from '../../schemas/pipeline.ts'
import { editPlan, editResult } from '../../schemas/plan.ts'
import { id } from '../../schemas/wire.ts'

const shared = { tag: 'Pipelines', resource: 'pipeline' } as const
const view = { 200: { description: 'The pipeline.', schema: pipelineView } }

export const readPipeline: Route = defineRoute({
  ...shared,
  operation: 'readPipeline',
  method: 'GET',
  path: '/pipelines/{id}',
  summary: 'Get a pipeline',
  access: 'read',
  answers: view,
  handle: async ({ account, id: pipeline }) => ({ body: await account.pipelines.read(pipeline) }),
})

export const editPipeline: Route = defineRoute({
  ...shared,
  operation: 'editPipeline',
  method: 'PATCH',
  path: '/pipelines/{id}',
  summary: 'Change name, schedule, or whether it runs',
  description: 'A live run goes on.',
  access: 'full',
  body: pipelineEdit,
  answers: view,
  async handle({ account: { pipelines }, id: pipeline, body }) {
    await pipelines.edit(pipeline, body)
    return { body: await pipelines.read(pipeline) }
  },
})

export const planEdit: Route = defineRoute({
  ...shared,
  operation: 'planAdvancedEdit',
  method: 'POST',
  path: '/pipelines/{id}/plan',
  summary: 'What an advanced edit would do',
  description: 'Changes nothing.',
  access: 'read',
  body: definitionInput,
  answers: { 200: { description: 'The plan.', schema: editPlan } },
  handle: async ({ account, id: pipeline, body }) => ({
    body: await account.pipelines.planAdvancedEdit(pipeline, body),
  }),
})

export const advancedEdit: Route = defineRoute({
  ...shared,
  operation: 'advancedEdit',
  method: 'PUT',
  path: '/pipelines/{id}/definition',
  summary: 'Advanced edit: another definition, in all that a definition has',
  description:
    'The savepoint is reset, and the next run reads everything. Until it has succeeded the tables that stand keep their names and rows.',
  access: 'full',
  body: advancedEditInput,
  answers: { 202: { description: 'What began.', schema: editResult } },
  handle: async ({ account, id: pipeline, body }) => ({
    status: 202,
    body: await account.pipelines.advancedEdit(pipeline, body),
  }),
})

export const buildAgain: Route = defineRoute({
  ...shared,
  operation: 'buildTables',
  method: 'POST',
  path: '/pipelines/{id}/build',
  summary: 'Build the tables again, after that has failed',
  access: 'full',
  answers: { 202: { description: 'The build.', schema: naming('Build', z.strictObject({ build: id })) } },
  handle: async ({ account, id: pipeline }) => ({
    status: 202,
    body: { build: await account.pipelines.build(pipeline) },
  }),
})
