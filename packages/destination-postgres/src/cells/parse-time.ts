import { DestinationError } from '@millrace/core/plugin'
import { daysFromDate } from './calendar.ts'

const zero = 48
const point = 46

/** Days since 2000-01-01 of a text that begins with `YYYY-MM-DD`. */
export function parseDays(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2)
  return checked(daysFromDate(year, twoDigits(text, 5), twoDigits(text, 8)))
}

/** Microseconds since midnight of the `HH:MM:SS[.f]` that stands at an index; a `Z` may follow. */
export function parseMicroseconds(text: string, at: number): number {
  const seconds = twoDigits(text, at) * 3600 + twoDigits(text, at + 3) * 60 + twoDigits(text, at + 6)
  let fraction = 0
  if (text.charCodeAt(at + 8) === point) {
    for (let index = at + 9, unit = 100_000; unit >= 1; index += 1, unit /= 10) {
      const digit = text.charCodeAt(index) - zero
      if (!(digit >= 0 && digit <= 9)) break
      fraction += digit * unit
    }
  }
  return checked(seconds * 1_000_000 + fraction)
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero
}

/** A text that is too short gives NaN. */
function checked(result: number): number {
  if (Number.isNaN(result)) throw new DestinationError({ message: 'a cell is no text of a date or time' })
  return result
}
