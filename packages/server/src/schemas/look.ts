import type { Reject } from '@millrace/core'
import type { ErrorGroup, PipelineDescription, SavepointView } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'
import { columnType } from './transformation.ts'
import { count, id, instant, text } from './wire.ts'
import type { Wire } from './wire.ts'

const flag = z.literal(true).exactOptional()

const column = z.strictObject({
  name: text,
  type: columnType,
  role: z.enum(['key', 'position', 'ancestor', 'data', 'partition', 'system']),
  path: text.exactOptional(),
  isVariant: flag,
  isDerived: flag,
  isDeclared: flag,
  description: text.exactOptional(),
})

const table = z.strictObject({
  path: text,
  steps: z.array(text.nullable()),
  parent: text.exactOptional(),
  name: text,
  delta: text.exactOptional(),
  columns: z.array(column),
  rootKey: z.array(text),
  key: z.array(text),
  description: text.exactOptional(),
})

const schema = z.strictObject({
  stream: text,
  version: count,
  isKeyed: z.boolean(),
  cursor: text.exactOptional(),
  tables: z.array(table),
})

/** The tables of a pipeline as they stand, and as diagrams. */
export const pipelineDescription: z.ZodType<Wire<PipelineDescription>> = naming(
  'PipelineSchema',
  z.strictObject({
    tables: z.array(z.strictObject({ pipeline: text, schema, rowCounts: z.record(z.string(), count).exactOptional() })),
    mermaid: text,
    dbml: text,
  }),
)

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** A record that could not be stored. */
export const reject: z.ZodType<Wire<Reject>> = naming(
  'Reject',
  z.strictObject({
    id: text,
    stream: text,
    partition: text,
    step: z.enum(['receive', 'inputValidation', 'filter', 'transformation', 'outputValidation', 'finalize']),
    code: text,
    path: text,
    message: text,
    hasKey: z.boolean(),
    record: text.nullable(),
    digest: text.nullable(),
    cursor: cell,
    scope: z.record(z.string(), cell),
    run: text,
    at: text,
    retries: count,
  }),
)

/** Errors of runs with the same text. */
export const errorGroup: z.ZodType<Wire<ErrorGroup>> = naming(
  'ErrorGroup',
  z.strictObject({ message: text, count, lastTime: instant, lastRun: id, pipelines: z.array(id) }),
)

/** Where the next incremental run goes on. */
export const savepoint: z.ZodType<SavepointView> = naming(
  'Savepoint',
  z.strictObject({ partition: text, version: z.int(), value: z.any() }),
)
