import { z } from 'zod'
import { isPath } from '../parse-path.ts'
import { requestPlace } from '../paginate/request-place.ts'
import type { RequestPlace } from '../paginate/request-place.ts'
import type { Bound } from './bound.ts'
import { boundFormat } from './format-bound.ts'
import type { BoundFormat } from './format-bound.ts'

/** What makes a REST stream incremental. The engine keeps the savepoint; the API is asked for what follows it. */
export interface RestCursor {
  /** Path of the field that grows whenever a record changes: `updated_at`. */
  readonly path: string
  /** Where the lowest value goes: the query parameter `updated_since`. Needed unless `windows` ask for it, or records come `descending`. */
  readonly from?: RequestPlace
  /** Where the highest value goes, if the API can be asked for one. It is sent for ranges only. */
  readonly to?: RequestPlace
  /** How bounds are written. Default `as-is`. */
  readonly format?: BoundFormat
  /** The lowest value that is ever asked for, in any mode. Default: no limit. */
  readonly start?: Bound
  /** How far before its savepoint a read begins again: milliseconds for times, units for numbers. Default 0. */
  readonly lookBack?: number
  /** The API gives only what is greater than `from`; so it is asked from one unit of the format earlier, if it is a time or a number. Default false. */
  readonly isExclusive?: boolean
  /**
   * The order in which records come by their cursor; ask the API for it by `params`. `ascending`: a long read is committed
   * on the way; not for numbered pages, since a record that changes meanwhile moves the others. `descending`: reading stops at
   * a page that is older than what is asked for. Default: no order is relied on.
   */
  readonly order?: 'ascending' | 'descending'
}

/** Checks a cursor that was given as an option. */
export const restCursor: z.ZodType = z.strictObject({
  path: z.string('must be a path in the record').refine(isPath, 'must be a path in the record'),
  from: requestPlace.optional(),
  to: requestPlace.optional(),
  format: boundFormat.optional(),
  start: z.union([z.string(), z.number()], { error: 'must be a text or a number' }).optional(),
  lookBack: z.number().min(0, 'must be 0 or more').optional(),
  isExclusive: z.boolean().optional(),
  order: z.enum(['ascending', 'descending'], { error: 'must be "ascending" or "descending"' }).optional(),
} satisfies Readonly<Record<keyof RestCursor, z.ZodType>>)
