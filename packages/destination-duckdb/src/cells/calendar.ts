/** A day of the proleptic Gregorian calendar. Years count astronomically: 0 is the year before 1. */
interface CalendarDay {
  readonly year: number
  readonly month: number
  readonly day: number
}

const daysIn400Years = 146_097
/** Days from 1 March of the year 0 to 1 January 1970. */
const epochDay = 719_468

/**
 * Days since 1970-01-01, for years from 1 on. Years are taken to begin in March, so that a leap day is their last.
 * `| 0` keeps the divisions in whole numbers.
 */
export function daysFromDate(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1
  const months = month > 2 ? month - 3 : month + 9
  const leapDays = (years >> 2) - ((years / 100) | 0) + ((years / 400) | 0)
  return years * 365 + leapDays + (((153 * months + 2) / 5) | 0) + day - 1 - epochDay
}

/** The day that lies so many days after 1970-01-01. */
export function dateFromDays(days: number): CalendarDay {
  const shifted = days + epochDay
  const cycle = Math.floor(shifted / daysIn400Years)
  const dayOfCycle = shifted - cycle * daysIn400Years
  const yearOfCycle = Math.floor(
    (dayOfCycle - Math.floor(dayOfCycle / 1460) + Math.floor(dayOfCycle / 36_524) - Math.floor(dayOfCycle / 146_096)) /
      365,
  )
  const dayOfYear = dayOfCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100))
  const months = Math.floor((5 * dayOfYear + 2) / 153)
  const month = months < 10 ? months + 3 : months - 9
  return {
    year: yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * months + 2) / 5) + 1,
  }
}
