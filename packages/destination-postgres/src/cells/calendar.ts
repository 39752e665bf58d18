/** Days from 1 March of the year 0 to 1 January 2000, from which Postgres counts. */
const epochDay = 730_425

/**
 * Days since 2000-01-01 of the proleptic Gregorian calendar, for years from 0 on, which is the year before 1. Years are
 * taken to begin in March, so that a leap day is their last. `| 0` keeps the divisions in whole numbers.
 */
export function daysFromDate(year: number, month: number, day: number): number {
  const years = month > 2 ? year : year - 1
  const months = month > 2 ? month - 3 : month + 9
  const leapDays = (years >> 2) - ((years / 100) | 0) + ((years / 400) | 0)
  return years * 365 + leapDays + (((153 * months + 2) / 5) | 0) + day - 1 - epochDay
}
