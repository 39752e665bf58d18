import { endOfDigits, isClockTimeAt, shortenFraction, startsWithDate, twoDigitsAt } from './calendar.ts'

/**
 * An RFC 3339 instant in the form of a timestamp cell, undefined if the text is none: date, time and offset are
 * required, years are 0001 to 9999 in UTC too, no leap seconds, nothing finer than microseconds.
 */
export function parseTimestamp(text: string): string | undefined {
  const length = text.length
  if (length === 20 && isPlainInstant(text)) return text
  // Most texts leave here; a regular expression on every text costs as much as the rest of flattening.
  if (length < 20 || text.charCodeAt(4) !== 45 || text.charCodeAt(13) !== 58) return undefined
  const separator = text.charCodeAt(10)
  if (separator !== 84 && separator !== 116) return undefined
  if (!startsWithDate(text) || !isClockTimeAt(text, 11)) return undefined
  const last = text.charCodeAt(length - 1)
  let end = 19
  let fraction: string | undefined = ''
  if (text.charCodeAt(19) === 46) {
    end = endOfDigits(text, 20)
    if (end === 20) return undefined
    fraction = shortenFraction(text, 20, end)
    if (fraction === undefined) return undefined
  }
  if (length === end + 1 && (last === 90 || last === 122)) return `${withUpperCaseT(text)}${fraction}Z`
  const offset = offsetInMinutesAt(text, end)
  return offset === undefined ? undefined : moveToUtc(text, offset, fraction)
}

/** The instant of a `Date` in the form of a timestamp cell; undefined for an invalid one and years beyond 0001 to 9999. */
export function formatTimestamp(date: Date): string | undefined {
  const time = Date.prototype.getTime.call(date)
  return Number.isNaN(time) ? undefined : parseTimestamp(Date.prototype.toISOString.call(date))
}

/** `YYYY-MM-DDTHH:MM:SSZ` up to the 28th of a month: what most instants are, in as few steps as there can be. */
function isPlainInstant(text: string): boolean {
  const year = text.charCodeAt(0) - 48
  const month = (text.charCodeAt(5) - 48) * 10 + text.charCodeAt(6) - 48
  const day = (text.charCodeAt(8) - 48) * 10 + text.charCodeAt(9) - 48
  const hour = (text.charCodeAt(11) - 48) * 10 + text.charCodeAt(12) - 48
  return (
    // Unsigned, so that what is below 0 is far above the limit.
    (year - 1) >>> 0 <= 8 &&
    isDigit(text, 1) &&
    isDigit(text, 2) &&
    isDigit(text, 3) &&
    isDigit(text, 6) &&
    isDigit(text, 9) &&
    isDigit(text, 12) &&
    (month - 1) >>> 0 <= 11 &&
    (day - 1) >>> 0 <= 27 &&
    hour >>> 0 <= 23 &&
    (text.charCodeAt(14) - 48) >>> 0 <= 5 &&
    isDigit(text, 15) &&
    (text.charCodeAt(17) - 48) >>> 0 <= 5 &&
    isDigit(text, 18) &&
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    text.charCodeAt(19) === 90
  )
}

function isDigit(text: string, index: number): boolean {
  return (text.charCodeAt(index) - 48) >>> 0 <= 9
}

function withUpperCaseT(text: string): string {
  return text.charCodeAt(10) === 84 ? text.slice(0, 19) : `${text.slice(0, 10)}T${text.slice(11, 19)}`
}

function offsetInMinutesAt(text: string, index: number): number | undefined {
  const sign = text.charCodeAt(index)
  if (text.length !== index + 6 || (sign !== 43 && sign !== 45) || text.charCodeAt(index + 3) !== 58) return undefined
  const hours = twoDigitsAt(text, index + 1)
  const minutes = twoDigitsAt(text, index + 4)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined
  return sign === 43 ? hours * 60 + minutes : -(hours * 60 + minutes)
}

function moveToUtc(text: string, offsetInMinutes: number, fraction: string): string | undefined {
  const local = Date.parse(`${withUpperCaseT(text)}Z`)
  const moved = new Date(local - offsetInMinutes * 60_000).toISOString()
  // Years outside 0000 to 9999 are written with a sign, and year 0 is none.
  return moved.length === 24 && !moved.startsWith('0000') ? `${moved.slice(0, 19)}${fraction}Z` : undefined
}
