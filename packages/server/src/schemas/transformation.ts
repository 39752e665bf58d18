import type { ColumnType } from '@millrace/core'
import type { TransformationData, TransformationStep } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'

export const columnType: z.ZodType<ColumnType> = z.enum([
  'boolean',
  'integer',
  'float',
  'decimal',
  'text',
  'timestamp',
  'date',
  'time',
  'json',
  'binary',
])

const path = z.string()
const value = z.any()

const step: z.ZodType<TransformationStep> = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('rename'), path, to: z.string() }),
  z.strictObject({ do: z.literal('drop'), path }),
  z.strictObject({ do: z.literal('cast'), path, type: columnType }),
  z.strictObject({ do: z.enum(['lower', 'upper', 'trim']), path }),
  z.strictObject({ do: z.literal('hash'), path }),
  z.strictObject({ do: z.literal('set'), path, value }),
  z.strictObject({ do: z.literal('default'), path, value }),
])

/** How records are changed before they land. */
export const transformation: z.ZodType<TransformationData> = naming(
  'Transformation',
  z.union([z.strictObject({ steps: z.array(step) }), z.strictObject({ function: z.string() })]),
)
