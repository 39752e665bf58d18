import { z } from 'zod'
import { requestPlace } from '../paginate/request-place.ts'
import type { RequestPlace } from '../paginate/request-place.ts'
import { boundFormat } from './format-bound.ts'
import type { BoundFormat } from './format-bound.ts'
import type { RestRequest } from './rest-request.ts'

/** Reads a list window by window of time, for an API that gives only so much at once. */
export interface RestWindows<Parameters = unknown> {
  /** Where the beginning of a window goes. */
  readonly from: RequestPlace
  /** Where its end goes. */
  readonly to: RequestPlace
  /** Length of a window. */
  readonly lengthInMs: number
  /** Where the first window begins, unless the engine asks for what is newer: the birth of the data. */
  readonly start: Date | ((request: RestRequest<Parameters>) => Date)
  /** Where the last window ends. Default: when the run began. */
  readonly end?: Date | ((request: RestRequest<Parameters>) => Date)
  /** How instants are written. Default `iso`. */
  readonly format?: BoundFormat
  /** Default false: oldest first. */
  readonly newestFirst?: boolean
  /** How much is asked for on both sides besides, where the API is not exact. Default 0. */
  readonly paddingInMs?: number
}

const instant = z.union([z.date(), z.custom((value) => typeof value === 'function')], {
  error: 'must be a Date or a function',
})

/** Checks windows that were given as an option. */
export const restWindows: z.ZodType = z.strictObject({
  from: requestPlace,
  to: requestPlace,
  lengthInMs: z.number('must be a number').min(1, 'must be 1 or more'),
  start: instant,
  end: instant.optional(),
  format: boundFormat.optional(),
  newestFirst: z.boolean().optional(),
  paddingInMs: z.number().min(0, 'must be 0 or more').optional(),
} satisfies Readonly<Record<keyof RestWindows, z.ZodType>>)
