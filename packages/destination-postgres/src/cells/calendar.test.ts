import { expect, it } from 'vitest'
import { daysFromDate } from './calendar.ts'

const msPerDay = 86_400_000

it('agrees with the calendar of JavaScript on every day of the years 0 to 9999', () => {
  const first = Date.parse('0000-01-01') / msPerDay
  const last = Date.parse('9999-12-31') / msPerDay
  const epoch = Date.parse('2000-01-01') / msPerDay
  const wrong: string[] = []
  for (let days = first; days <= last; days += 1) {
    const date = new Date(days * msPerDay)
    const counted = daysFromDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
    if (counted !== days - epoch) wrong.push(date.toISOString())
  }
  expect(last - first).toBe(3_652_424)
  expect(wrong).toStrictEqual([])
})
