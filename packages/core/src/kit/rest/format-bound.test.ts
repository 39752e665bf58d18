import { afterEach, describe, expect, test, vi } from 'vitest'
import { formatBound, oneEarlier } from './format-bound.ts'
import type { BoundFormat } from './format-bound.ts'

afterEach(() => vi.unstubAllEnvs())

describe('the highest value is rounded up', () => {
  test.each<readonly [format: BoundFormat, bound: string, text: string | number]>([
    ['iso-seconds', '2026-02-03T12:00:00.001Z', '2026-02-03T12:00:01Z'],
    ['unix-seconds', '2026-02-03T12:00:00.0001Z', 1_770_120_001],
    ['unix-ms', '2026-02-03T12:00:00.000001Z', 1_770_120_000_001],
    ['date', '2026-02-03T00:00:00Z', '2026-02-03'],
    ['iso', '2026-02-03', '2026-02-03T23:59:59.999Z'],
    ['iso', '2026-02-03T14:00:00+02:00', '2026-02-03T12:00:00Z'],
    ['as-is', '2026-02-03', '2026-02-03'],
  ])('%s %s', (format, bound, text) => {
    expect(formatBound(bound, format, 'to')).toBe(text)
  })
})

test('a number keeps its unit, and is no date', () => {
  expect(formatBound(1_770_120_000, 'unix-seconds', 'from')).toBe(1_770_120_000)
  expect(() => formatBound(7, 'iso', 'from')).toThrow(expect.objectContaining({ code: 'rest_bad_cursor' }))
  expect(() => formatBound('abc', 'iso', 'from')).toThrow(/a text that is no time, which cannot be written as 'iso'/)
})

test.each<readonly [bound: string | number, format: BoundFormat, earlier: string | number]>([
  [7, 'as-is', 6],
  ['2026-02-03T12:00:00Z', 'as-is', '2026-02-03T11:59:59.999Z'],
  ['2026-02-03T12:00:00Z', 'iso-seconds', '2026-02-03T11:59:59Z'],
  ['2026-02-03T12:00:00Z', 'date', '2026-02-02T12:00:00Z'],
  ['2026-03-01', 'as-is', '2026-02-28'],
  ['9007199254740993', 'as-is', '9007199254740992'],
  ['1000', 'as-is', '1000'],
  ['abc', 'as-is', 'abc'],
])('one before %s in %s', (bound, format, earlier) => {
  expect(oneEarlier(bound, format)).toBe(earlier)
})

test.each(['America/New_York', 'Asia/Tokyo'])('a time without a zone is UTC also in %s', (zone) => {
  vi.stubEnv('TZ', zone)
  expect(new Date(0).getTimezoneOffset()).not.toBe(0)
  expect(formatBound('2026-02-03 12:00:00', 'unix-seconds', 'from')).toBe(1_770_120_000)
  expect(formatBound('2026-02-03T12:00:00.5', 'iso', 'from')).toBe('2026-02-03T12:00:00.500Z')
  expect(oneEarlier('2026-02-03 12:00:00', 'iso-seconds')).toBe('2026-02-03 11:59:59')
  expect(formatBound('2026-02-03T12:00:00+0200', 'unix-seconds', 'from')).toBe(1_770_112_800)
})
