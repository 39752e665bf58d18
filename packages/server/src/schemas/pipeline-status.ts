import type { PipelineStatus } from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'

export const pipelineStatus: z.ZodType<PipelineStatus> = naming(
  'PipelineStatus',
  z.strictObject({
    status: z.enum([
      'running',
      'scheduled',
      'active',
      'not_active',
      'building_tables',
      'error_building_tables',
      'too_many_consecutive_failed_builds',
      'too_many_consecutive_failed_builds__blocked',
    ]),
    is_running: z.boolean(),
    is_active: z.boolean(),
    is_blocked: z.boolean(),
    raw_msg: z.string().nullable(),
  }),
)

/** By the pipeline's id. */
export type StatusById = Readonly<Record<string, PipelineStatus>>

export const statusById: z.ZodType<StatusById> = z.record(z.string(), pipelineStatus)
