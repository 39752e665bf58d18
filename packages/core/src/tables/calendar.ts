const daysOfMonths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** The two digits at a place of a text as a number; -1 if they are none. */
export function twoDigitsAt(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48
  const ones = text.charCodeAt(index + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

/** Whether `HH:MM:SS` stands at a place of a text. Leap seconds are none. */
export function isClockTimeAt(text: string, index: number): boolean {
  return (
    isBelow(twoDigitsAt(text, index), 24) &&
    text.charCodeAt(index + 2) === 58 &&
    isBelow(twoDigitsAt(text, index + 3), 60) &&
    text.charCodeAt(index + 5) === 58 &&
    isBelow(twoDigitsAt(text, index + 6), 60)
  )
}

/** Whether a `YYYY-MM-DD` that exists stands at the beginning of a text. */
export function startsWithDate(text: string): boolean {
  const centuries = twoDigitsAt(text, 0)
  const years = twoDigitsAt(text, 2)
  if (centuries < 0 || years < 0 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false
  return isCalendarDay(centuries * 100 + years, twoDigitsAt(text, 5), twoDigitsAt(text, 8))
}

/** Where the digits that begin at a place of a text end. */
export function endOfDigits(text: string, start: number): number {
  let end = start
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end++
  return end
}

/** `.f` without trailing zeros, `''` for none, undefined when more than microseconds remain. `start` is after the point. */
export function shortenFraction(text: string, start: number, end: number): string | undefined {
  let last = end
  while (last > start && text.charCodeAt(last - 1) === 48) last--
  if (last - start > 6) return undefined
  return last === start ? '' : text.slice(start - 1, last)
}

/** Whether the day exists in the proleptic Gregorian calendar. Years begin at 1. */
function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false
  if (day <= 28) return true
  if (month === 2 && day === 29) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (daysOfMonths[month - 1] ?? 0)
}

function isBelow(value: number, limit: number): boolean {
  return value >= 0 && value < limit
}
