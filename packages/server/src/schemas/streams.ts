import type { StreamPreview, StreamSummary } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'
import { columnType } from './transformation.ts'
import { count, text } from './wire.ts'
import type { Wire } from './wire.ts'

const description = text.exactOptional()
const runMode = z.enum(['full', 'incremental', 'append', 'range'])

export const streamSummary: z.ZodType<Wire<StreamSummary>> = naming(
  'Stream',
  z.strictObject({
    name: text,
    description,
    primaryKey: z.array(text),
    modes: z.array(runMode),
    isIncremental: z.boolean(),
    parameters: z.record(z.string(), z.any()).nullable().meta({ description: 'A JSON schema.' }),
    tables: z.array(
      z.strictObject({
        path: text,
        description,
        columns: z.array(z.strictObject({ path: text, type: columnType, description })),
      }),
    ),
  }),
)

const step = z.enum(['receive', 'inputValidation', 'filter', 'transformation', 'outputValidation', 'finalize'])

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])

const field = z.strictObject({
  path: text.nullable(),
  name: text,
  type: columnType,
  isKey: z.boolean(),
  isProtected: z.boolean(),
  description,
})

export const streamPreview: z.ZodType<Wire<StreamPreview>> = naming(
  'Preview',
  z.strictObject({
    tables: z.array(z.strictObject({ path: text, proposedName: text, fields: z.array(field) })),
    rows: z.record(z.string(), z.array(z.record(z.string(), cell))),
    fields: z.array(
      z.strictObject({
        path: text,
        type: z.union([columnType, z.literal('array')]),
        elements: columnType.exactOptional(),
        isProtected: z.boolean().exactOptional(),
        isDeclared: z.boolean().exactOptional(),
      }),
    ),
    hasMore: z.boolean(),
    pause: z.strictObject({ until: text, reason: text }).nullable(),
    skipped: z.array(text),
    rejected: z.array(z.strictObject({ step, code: text, path: text, message: text, count })),
    warnings: z.array(
      z.strictObject({ code: text, message: text, stream: description, partition: description, path: description }),
    ),
  }),
)
