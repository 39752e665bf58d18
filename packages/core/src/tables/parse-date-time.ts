import { endOfDigits, isClockTimeAt, shortenFraction, startsWithDate } from './calendar.ts'

/** A `YYYY-MM-DD` that exists, undefined if the text is none. */
export function parseDate(text: string): string | undefined {
  return text.length === 10 && startsWithDate(text) ? text : undefined
}

/** `HH:MM:SS[.f]` in the form of a time cell, undefined if the text is none. */
export function parseTime(text: string): string | undefined {
  if (!isClockTimeAt(text, 0)) return undefined
  if (text.length === 8) return text
  const end = endOfDigits(text, 9)
  if (text.charCodeAt(8) !== 46 || end === 9 || end !== text.length) return undefined
  const fraction = shortenFraction(text, 9, end)
  return fraction === undefined ? undefined : `${text.slice(0, 8)}${fraction}`
}
