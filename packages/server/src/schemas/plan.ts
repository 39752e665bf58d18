import type { AdvancedEditPlan, AdvancedEditResult } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'
import { columnType } from './transformation.ts'
import { id, text } from './wire.ts'
import type { Wire } from './wire.ts'

const table = z.strictObject({
  path: text,
  name: text,
  action: z.enum(['create', 'change', 'keep']),
  renamedFrom: text.exactOptional(),
  columnsToAdd: z.array(z.object({ name: text, type: columnType })),
})

const stream = z.strictObject({
  mode: z.enum(['full', 'incremental', 'append', 'range']),
  effect: z.enum(['create', 'nothing', 'unknown', 'backfill', 'rebuild']),
  reasons: z.array(text),
  tables: z.array(table),
  savepoints: z.array(z.strictObject({ partition: text, action: z.enum(['keep', 'reset']), reason: text })),
  hasOpenRefresh: z.boolean(),
  loses: z.array(text),
})

/** What an advanced edit would do. */
export const editPlan: z.ZodType<Wire<AdvancedEditPlan>> = naming(
  'EditPlan',
  z.strictObject({
    isInPlace: z.boolean(),
    plan: z.strictObject({ pipeline: text, streams: z.record(z.string(), stream), isBusy: z.boolean() }),
    leftBehind: z.array(text),
    remarks: z.array(text),
  }),
)

/** What it began. */
export const editResult: z.ZodType<AdvancedEditResult> = naming(
  'EditResult',
  z.strictObject({ build: id, leftBehind: z.array(text) }),
)
