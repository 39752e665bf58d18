import { expect, it } from 'vitest'
import { dateFromDays, daysFromDate } from './calendar.ts'

const msPerDay = 86_400_000

it('agrees with the calendar of JavaScript on every day of the years 1 to 9999', () => {
  const first = Date.parse('0001-01-01') / msPerDay
  const last = Date.parse('9999-12-31') / msPerDay
  const wrong: number[] = []
  for (let days = first; days <= last; days += 1) {
    const date = new Date(days * msPerDay)
    const { year, month, day } = dateFromDays(days)
    const isRead = year === date.getUTCFullYear() && month === date.getUTCMonth() + 1 && day === date.getUTCDate()
    if (!isRead || daysFromDate(year, month, day) !== days) wrong.push(days)
  }
  expect(last - first).toBe(3_652_058)
  expect(wrong).toStrictEqual([])
})
