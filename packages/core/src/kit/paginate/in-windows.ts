import { z } from 'zod'
import { checkOptions } from './check-options.ts'

/** What `inWindows` takes. */
export interface WindowsOptions {
  /** Where the first window begins. */
  readonly from: Date
  /** Where the last window ends. */
  readonly to: Date
  /** Length of a window; the last one may be shorter. */
  readonly lengthInMs: number
  /** Default false: oldest first. The windows are the same in both orders. */
  readonly newestFirst?: boolean
  /** How much is asked for on both sides besides, where the API is not exact. Default 0. */
  readonly paddingInMs?: number
}

/** A stretch of time: from and including `from`, up to but not including `to`. */
export interface TimeWindow {
  readonly from: Date
  readonly to: Date
  /** `from`, less the padding. */
  readonly askFrom: Date
  /** `to`, and the padding. */
  readonly askTo: Date
}

/** Cuts the time between two instants into windows. None where it is empty. */
export function inWindows(options: WindowsOptions): Iterable<TimeWindow> {
  checkOptions('inWindows', shape, options)
  return cut(options)
}

function* cut({ lengthInMs, newestFirst = false, paddingInMs = 0, ...options }: WindowsOptions): Generator<TimeWindow> {
  const [start, end] = [options.from.getTime(), options.to.getTime()]
  const count = Math.max(0, Math.ceil((end - start) / lengthInMs))
  for (let number = 0; number < count; number += 1) {
    const from = start + (newestFirst ? count - 1 - number : number) * lengthInMs
    const to = Math.min(from + lengthInMs, end)
    yield {
      from: new Date(from),
      to: new Date(to),
      askFrom: new Date(from - paddingInMs),
      askTo: new Date(to + paddingInMs),
    }
  }
}

const shape: Readonly<Record<keyof WindowsOptions, z.ZodType>> = {
  from: z.date('must be a Date'),
  to: z.date('must be a Date'),
  lengthInMs: z.number().min(1, 'must be 1 or more'),
  newestFirst: z.boolean().optional(),
  paddingInMs: z.number().min(0, 'must be 0 or more').optional(),
}
