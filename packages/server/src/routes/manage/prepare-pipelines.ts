import type { Choices, DefinitionInput } from '@millrace/manager'
import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { definitionInput } from '../../schemas/definition.ts'
import { naming } from '../../schemas/naming.ts'
import { streamPreview } from '../../schemas/streams.ts'
import { id } from '../../schemas/wire.ts'

const choices: z.ZodType<Choices> = naming(
  'Choices',
  z.strictObject({ source: id.exactOptional(), destination: id.exactOptional() }),
)

/** What is to be previewed. */
export interface PreviewInput {
  readonly definition: DefinitionInput
  readonly maxRecords?: number
}

const previewInput: z.ZodType<PreviewInput> = naming(
  'PreviewInput',
  z.strictObject({ definition: definitionInput, maxRecords: z.int().min(1).max(10_000).exactOptional() }),
)

export const readChoices: Route = defineRoute({
  operation: 'readChoices',
  method: 'GET',
  path: '/pipelines/choices',
  tag: 'Pipelines',
  summary: 'What is chosen for a new pipeline: each end where exactly one is active',
  access: 'read',
  answers: { 200: { description: 'The choices.', schema: choices } },
  handle: async ({ account }) => ({ body: await account.pipelines.choices() }),
})

export const previewPipeline: Route = defineRoute({
  operation: 'previewPipeline',
  method: 'POST',
  path: '/pipelines/preview',
  tag: 'Pipelines',
  summary: 'What a pipeline would make of the first records: tables, names, fields with types, and rows',
  description: 'Stores nothing.',
  access: 'read',
  body: previewInput,
  answers: { 200: { description: 'The preview.', schema: streamPreview } },
  handle: async ({ account, body: { definition, ...options } }) => ({
    body: await account.pipelines.preview(definition, options),
  }),
})
