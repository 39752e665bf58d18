import { expect, test } from 'vitest'
import { parseDate, parseTime } from './parse-date-time.ts'

test.each([
  ['2024-02-29', '2024-02-29'],
  ['0001-01-01', '0001-01-01'],
  ['2023-02-29', undefined],
  ['0000-01-01', undefined],
  ['2024-2-9', undefined],
  ['2024-02-29T00:00:00Z', undefined],
  ['', undefined],
])('the date %j is %s', (text, cell) => {
  expect(parseDate(text)).toBe(cell)
})

test.each([
  ['00:00:00', '00:00:00'],
  ['23:59:59.5', '23:59:59.5'],
  ['10:00:00.120000000', '10:00:00.12'],
  ['10:00:00.000', '10:00:00'],
  ['10:00:00.1234567', undefined],
  ['24:00:00', undefined],
  ['10:00:60', undefined],
  ['10:00', undefined],
  ['10:00:00.', undefined],
  ['10:00:00Z', undefined],
  ['10:00:00.5Z', undefined],
  ['', undefined],
])('the time %j is %s', (text, cell) => {
  expect(parseTime(text)).toBe(cell)
})
