import { z } from 'zod'
import { SourceError } from '../../contract/errors/source-error.ts'
import type { HttpQueryValue } from '../http/http-client.ts'
import { dayInMs, instantOf, isDay, isZoneless } from './bound.ts'
import type { Bound } from './bound.ts'

/**
 * How a bound is written for an API.
 *
 *     as-is          an instant as the engine keeps it, in UTC; anything else as it stands in the records
 *     iso            2026-01-31T12:00:00.5Z, as fine as the bound is
 *     iso-seconds    2026-01-31T12:00:00Z
 *     unix-seconds   1769860800
 *     unix-ms        1769860800500
 *     date           2026-01-31, by UTC; as a highest value the API must take it as including that day
 *
 * A time without a zone is taken for UTC. Where a form is coarser than the bound, the lowest value is rounded down and the highest one up.
 */
export type BoundFormat =
  | 'as-is'
  | 'iso'
  | 'iso-seconds'
  | 'unix-seconds'
  | 'unix-ms'
  | 'date'
  | ((bound: Bound, side: 'from' | 'to') => Exclude<HttpQueryValue, Date>)

const names = ['as-is', 'iso', 'iso-seconds', 'unix-seconds', 'unix-ms', 'date'] as const

/** Checks a format that was given as an option. */
export const boundFormat: z.ZodType = z.union([z.enum(names), z.custom((value) => typeof value === 'function')], {
  error: `must be a function, or one of: ${names.join(', ')}`,
})

/** What one step of a format is, in milliseconds. */
function unitOf(format: BoundFormat): number {
  if (format === 'date') return dayInMs
  return format === 'iso-seconds' || format === 'unix-seconds' ? 1_000 : 1
}

/** A bound as the API wants it. */
export function formatBound(bound: Bound, format: BoundFormat, side: 'from' | 'to'): Exclude<HttpQueryValue, Date> {
  if (typeof format === 'function') return format(bound, side)
  if (format === 'as-is') return bound
  if (typeof bound === 'number') {
    // The field has the unit that the API counts in, so there is nothing to turn.
    if (format === 'unix-seconds' || format === 'unix-ms') return bound
    throw noInstant(format, 'a number')
  }
  const time = instantOf(bound, side)
  if (time === undefined) throw noInstant(format, 'a text that is no time')
  const unit = unitOf(format)
  const rounded = (side === 'from' ? Math.floor(time / unit) : Math.ceil(time / unit)) * unit
  switch (format) {
    case 'iso':
      return bound.length > 10 && bound.endsWith('Z') ? bound.replace('.000Z', 'Z') : shortened(time)
    case 'iso-seconds':
      return shortened(rounded)
    case 'unix-seconds':
      return rounded / 1_000
    case 'unix-ms':
      return rounded
    case 'date':
      // The day that the bound lies in counts as a whole on both sides.
      return dayOf(time)
    default:
      return format satisfies never
  }
}

/** The bound one unit of the format earlier, for an API that leaves the bound itself out. A text that is no time stays. */
export function oneEarlier(bound: Bound, format: BoundFormat): Bound {
  if (typeof bound === 'number') return bound - 1
  // Shorter ones come as numbers; as texts they are in an order of their own.
  if (/^-?[1-9]\d{15,}$/.test(bound)) return String(BigInt(bound) - 1n)
  const time = instantOf(bound, 'from')
  if (time === undefined) return bound
  if (isDay(bound)) return dayOf(time - dayInMs)
  const earlier = shortened(time - unitOf(format))
  return isZoneless(bound) ? earlier.slice(0, -1).replace('T', bound.charAt(10)) : earlier
}

function shortened(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z')
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function noInstant(format: string, found: string): SourceError {
  return new SourceError({
    code: 'rest_bad_cursor',
    message: `the cursor is ${found}, which cannot be written as '${format}'; give \`cursor.format\` a function, or 'as-is'`,
  })
}
