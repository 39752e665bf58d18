import { z } from 'zod'
import { pageFields, number } from './paging.ts'
import type { PageQuery } from './paging.ts'
import { runExtras } from './run.ts'
import type { RunExtra } from './run.ts'

/** What is shown of runs beside the seven fields. */
export interface IncludeQuery {
  readonly include?: readonly RunExtra[]
}

export interface RunListQuery extends PageQuery, IncludeQuery {
  readonly pipeline?: number
  readonly type?: 'run' | 'build' | 'any'
}

const list = runExtras.join(', ')

const include = z
  .string()
  .transform((given) => given.split(','))
  .pipe(z.array(z.enum(runExtras, `must be some of: ${list}`)))
  .meta({
    type: 'string',
    pattern: `^(?:${runExtras.join('|')})(?:,(?:${runExtras.join('|')}))*$`,
    description: `Fields that are shown beside the seven, divided by commas: ${list}.`,
  })

export const includeQuery: z.ZodType<IncludeQuery> = z.object({ include: include.exactOptional() })

export const runListQuery: z.ZodType<RunListQuery> = z.object({
  limit: pageFields.limit.exactOptional(),
  cursor: pageFields.cursor.exactOptional(),
  pipeline: number.meta({ description: 'Only the runs of this pipeline.' }).exactOptional(),
  type: z.enum(['run', 'build', 'any']).meta({ description: 'Default: runs alone.' }).exactOptional(),
  include: include.exactOptional(),
})
