import type { DuplicateInput } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'
import { id } from './wire.ts'

const namesByPath = z
  .record(z.string(), z.string())
  .meta({ description: 'By path, every path; `""` is the main table.' })

/** The body of a request to duplicate a pipeline. */
export const duplicateInput: z.ZodType<DuplicateInput> = naming(
  'DuplicateInput',
  z.strictObject({
    pipeline_id: id,
    dest_collection_id: id,
    src_collection_id: id,
    client_id: id.meta({ description: 'The account of the new pipeline. Default: that of the base.' }).exactOptional(),
    full_tables: namesByPath,
    deltas_tables: namesByPath.exactOptional(),
    execute_immediately: z.enum(['Y', 'N']),
    name: z.string().exactOptional(),
    overwrite_parameters: z.record(z.string(), z.any()).exactOptional(),
  }),
)

/** The answer to it. */
export interface Duplicated {
  readonly success: true
  readonly data: { readonly success: true; readonly data: { readonly new_pipeline_id: number } }
}

export const duplicated: z.ZodType<Duplicated> = naming(
  'Duplicated',
  z.strictObject({
    success: z.literal(true),
    data: z.strictObject({ success: z.literal(true), data: z.strictObject({ new_pipeline_id: id }) }),
  }),
)
