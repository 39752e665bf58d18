import type { DuplicateInput, PipelineInput } from '@millrace/manager'
import { z } from 'zod'
import { requireRights } from '../../keys/choose-account.ts'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { pipelineInput } from '../../schemas/definition.ts'
import { duplicated, duplicateInput } from '../../schemas/duplicate.ts'
import type { Duplicated } from '../../schemas/duplicate.ts'
import { naming } from '../../schemas/naming.ts'
import { id } from '../../schemas/wire.ts'

const body: z.ZodType<DuplicateInput | PipelineInput> = z.union([duplicateInput, pipelineInput])

/** One path for two things: a body with `pipeline_id` duplicates. */
export const createOrDuplicate: Route = defineRoute({
  operation: 'createPipeline',
  method: 'POST',
  path: '/pipelines',
  tag: 'Pipelines',
  summary: 'Create or duplicate a pipeline',
  description:
    'A body with `pipeline_id` duplicates that pipeline: the new one has its savepoint and frequency. Any other body creates one. The tables are built after the answer, as the status tells. Errors of a duplicate, and of a request that cannot be read, have the form `SuccessError`.',
  prefix: 'both',
  access: 'full',
  form: 'success',
  formOf: (given) => (isDuplicate(given) ? 'success' : 'problem'),
  resource: 'pipeline',
  body,
  bodyFor: (given) => (isDuplicate(given) ? duplicateInput : pipelineInput),
  answers: {
    200: { description: 'The duplicate.', schema: duplicated },
    201: {
      description: 'The new pipeline.',
      schema: naming('Created', z.strictObject({ id })),
      headers: { Location: 'Where it is.' },
    },
  },
  async handle({ account, caller, body: input, url }) {
    if ('pipeline_id' in input) {
      if (caller !== undefined && input.client_id !== undefined) requireRights(caller, input.client_id)
      const made = await account.pipelines.duplicate(input)
      const answer: Duplicated = { success: true, data: { success: true, data: { new_pipeline_id: made } } }
      return { body: answer }
    }
    const made = await account.pipelines.create(input)
    return { status: 201, body: { id: made }, headers: { location: `${url.pathname.replace(/\/$/, '')}/${made}` } }
  },
})

function isDuplicate(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'pipeline_id' in given
}
