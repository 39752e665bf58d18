import { zoneOffsetInMs } from './zone.ts'

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

const dayInMs = 86_400_000
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
/** Dates by their number since 1970: thousands of entries of a page lie on a few days, and dates are slow to write. */
const dates = new Map<number, string>()

/** Milliseconds since 1970, or nothing for a text that is not a full date and time with an offset. */
export function parseInstant(text: string): number | undefined {
  if (!instantPattern.test(text)) return undefined
  const instant = Date.parse(text)
  return Number.isNaN(instant) ? undefined : instant
}

/** `2026-08-28T05:48:00Z`, as the API writes instants: whole seconds. */
export function formatInstant(instant: number): string {
  const day = Math.floor(instant / dayInMs)
  const seconds = Math.floor((instant - day * dayInMs) / 1000)
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${dateOf(day)}T${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[seconds % 60]}Z`
}

/** `2026-08-28T07:48:00+02:00`, or with `Z` in UTC. */
export function formatInZone(instant: number, zone: string): string {
  const offset = zoneOffsetInMs(zone, instant)
  if (zone === 'UTC' || zone === 'Z') return formatInstant(instant)
  const minutes = Math.abs(offset) / 60_000
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0')
  return `${formatClockTime(instant, zone)}${offset < 0 ? '-' : '+'}${hours}:${String(minutes % 60).padStart(2, '0')}`
}

/** `2026-08-28T07:48:00`: what the clocks of the zone show. */
export function formatClockTime(instant: number, zone: string): string {
  return new Date(instant + zoneOffsetInMs(zone, instant)).toISOString().slice(0, 19)
}

function dateOf(day: number): string {
  const known = dates.get(day)
  if (known !== undefined) return known
  const date = new Date(day * dayInMs).toISOString().slice(0, 10)
  dates.set(day, date)
  return date
}
