import type { PipelineEdit, PipelineView } from '@millrace/manager'
import { z } from 'zod'
import { cron } from './definition.ts'
import { filter } from './filter.ts'
import { naming } from './naming.ts'
import { period } from './period.ts'
import { pipelineStatus } from './pipeline-status.ts'
import { transformation } from './transformation.ts'
import { id, instant, text } from './wire.ts'
import type { Wire } from './wire.ts'

const namesByPath = z.record(z.string(), z.string())

// Filter and transformation are those of the way in, whose values may be big integers; on the way out these are texts.
const definition = z.strictObject({
  source: id,
  destination: id,
  stream: text,
  parameters: z.any(),
  tables: namesByPath,
  deltas: namesByPath,
  deltaOptions: z.any(),
  excludedFields: z.array(text),
  filter: filter.nullable(),
  transformation: transformation.nullable(),
  mode: z.enum(['full', 'incremental', 'append']).nullable(),
  deletions: z.enum(['delete', 'mark', 'keep']),
}) as unknown as z.ZodType<Wire<PipelineView['definition']>>

export const pipelineView: z.ZodType<Wire<PipelineView>> = naming(
  'Pipeline',
  z.strictObject({
    id,
    account: id,
    name: text,
    definition,
    isEnabled: z.boolean(),
    period: period.nullable(),
    cron: cron.nullable(),
    nextRunAt: instant.nullable(),
    status: pipelineStatus,
    activeRun: id.nullable(),
    stateId: text,
    readsEverything: z.boolean(),
    startsAt: instant.nullable(),
    tables: namesByPath,
    deltas: namesByPath,
    createdAt: instant,
    updatedAt: instant,
  }),
)

/** What can be changed without building tables anew. */
export const pipelineEdit: z.ZodType<PipelineEdit> = naming(
  'PipelineEdit',
  z.strictObject({
    name: z.string().min(1).exactOptional(),
    period: period.nullable().exactOptional(),
    cron: cron.exactOptional(),
    enabled: z.boolean().exactOptional(),
  }),
)
