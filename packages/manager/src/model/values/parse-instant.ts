import { parseDate } from './parse-date.ts'
import { parseTime } from './parse-time.ts'

const pattern = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/

/**
 * An RFC 3339 instant in UTC, `YYYY-MM-DDTHH:MM:SS[.f]Z` without trailing zeros, however fine; undefined if the text is
 * none, or lies outside of the years 0001 to 9999. Equal instants are equal texts.
 */
export function parseInstant(text: string): string | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, day = '', clock = '', fraction = '', sign, hours = '0', minutes = '0'] = match
  const time = parseTime(`${clock}${fraction}`)
  if (parseDate(day) === undefined || time === undefined) return undefined
  if (sign === undefined) return `${day}T${time}Z`
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '+' ? 1 : -1)
  const moved = new Date(Date.parse(`${day}T${clock}Z`) - offset * 60_000).toISOString()
  if (moved.length !== 24 || moved.startsWith('0000')) return undefined
  return `${moved.slice(0, 19)}${time.slice(8)}Z`
}

/** The instant of a `Date` or of a text; undefined for everything else. */
export function instantOf(value: unknown): string | undefined {
  if (typeof value === 'string') return parseInstant(value)
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return undefined
  return parseInstant(value.toISOString())
}

/** Orders two instants that `parseInstant` gave: negative if `left` is earlier. */
export function compareInstants(left: string, right: string): number {
  // With its zone, `12:00:00Z` would come after `12:00:00.5Z`.
  const [from, to] = [left.slice(0, -1), right.slice(0, -1)]
  return from < to ? -1 : Number(from > to)
}
