import type { CronSchedule, DefinitionInput, PipelineInput } from '@millrace/manager'
import { z } from 'zod'
import { filter } from './filter.ts'
import { naming } from './naming.ts'
import { period } from './period.ts'
import { transformation } from './transformation.ts'
import { id, text } from './wire.ts'

const namesByPath = z.record(z.string(), z.string().min(1)).meta({ description: 'By path; `""` is the main table.' })

const fields = {
  source: id.meta({ description: 'Default: the only active one.' }).exactOptional(),
  destination: id.meta({ description: 'Default: the only active one.' }).exactOptional(),
  stream: z.string().min(1),
  parameters: z.any().meta({ description: "What the stream's parameters ask for." }).exactOptional(),
  tables: namesByPath.exactOptional(),
  deltas: namesByPath.exactOptional(),
  deltaOptions: z.any().meta({ description: "The destination's own options of delta tables." }).exactOptional(),
  excludedFields: z.array(text).exactOptional(),
  filter: filter.nullable().exactOptional(),
  transformation: transformation.nullable().exactOptional(),
  mode: z.enum(['full', 'incremental', 'append']).nullable().exactOptional(),
  deletions: z.enum(['delete', 'mark', 'keep']).exactOptional(),
}

/** What makes a pipeline. */
export const definitionInput: z.ZodType<DefinitionInput> = naming('DefinitionInput', z.strictObject(fields))

/** The same for an advanced edit. */
export const advancedEditInput: z.ZodType<DefinitionInput & { readonly runsAtOnce?: boolean }> = naming(
  'AdvancedEditInput',
  z.strictObject({ ...fields, runsAtOnce: z.boolean().exactOptional() }),
)

export const cron: z.ZodType<CronSchedule> = naming('Cron', z.strictObject({ expression: text, timeZone: text }))

/** What a pipeline is created with. */
export const pipelineInput: z.ZodType<PipelineInput> = naming(
  'PipelineInput',
  z.strictObject({
    ...fields,
    name: z.string().min(1).exactOptional(),
    period: period.nullable().exactOptional(),
    cron: cron.exactOptional(),
    enabled: z.boolean().exactOptional(),
    runsAtOnce: z.boolean().meta({ description: 'A run is queued as soon as the tables stand.' }).exactOptional(),
  }),
)
