import { expect, test } from 'vitest'
import { formatClockTime, formatInstant, formatInZone, parseInstant } from './instant.ts'
import { isoDuration } from './iso-duration.ts'
import { instantOfClockTime, isZone, zoneOffsetInMs } from './zone.ts'

test.each(['1969-12-31T23:59:59Z', '2024-02-29T00:00:00Z', '2026-08-28T05:48:09Z', '2099-12-31T23:59:59Z'])(
  'writes %s',
  (text) => {
    expect(formatInstant(Date.parse(text))).toBe(text)
    expect(formatInstant(Date.parse(text) + 999)).toBe(text)
  },
)

test('reads instants with milliseconds and offsets, and no others', () => {
  expect(parseInstant('2026-08-28T05:48:00.123Z')).toBe(Date.parse('2026-08-28T05:48:00.123Z'))
  expect(parseInstant('2026-08-28T07:48:00+02:00')).toBe(Date.parse('2026-08-28T05:48:00Z'))
  for (const text of ['2026-08-28', '2026-08-28T05:48:00', '2026-08-28 05:48:00Z', '2026-13-28T05:48:00Z', '']) {
    expect(parseInstant(text)).toBeUndefined()
  }
})

test('shows times in a zone, in summer, in winter and across a half hour', () => {
  const summer = Date.parse('2026-08-28T05:48:00Z')
  expect(formatInZone(summer, 'UTC')).toBe('2026-08-28T05:48:00Z')
  expect(formatInZone(summer, 'Europe/Belgrade')).toBe('2026-08-28T07:48:00+02:00')
  expect(formatInZone(Date.parse('2026-01-01T00:00:00Z'), 'America/New_York')).toBe('2025-12-31T19:00:00-05:00')
  expect(formatInZone(summer, 'Asia/Kolkata')).toBe('2026-08-28T11:18:00+05:30')
  expect(formatClockTime(summer, 'Asia/Kolkata')).toBe('2026-08-28T11:18:00')
})

test('a clock time is the instant at which clocks show it, on days of change as well', () => {
  const at = (text: string): string => formatInstant(instantOfClockTime(Date.parse(text), 'Europe/Belgrade'))
  expect(at('2026-08-08T00:00:00Z')).toBe('2026-08-07T22:00:00Z')
  expect(at('2026-01-08T00:00:00Z')).toBe('2026-01-07T23:00:00Z')
  expect(at('2026-03-29T00:00:00Z')).toBe('2026-03-28T23:00:00Z')
  expect(at('2026-03-29T01:30:00Z')).toBe('2026-03-29T00:30:00Z')
  expect(at('2026-03-29T12:00:00Z')).toBe('2026-03-29T10:00:00Z')
  expect(at('2026-10-25T00:00:00Z')).toBe('2026-10-24T22:00:00Z')
  expect(zoneOffsetInMs('Europe/Belgrade', Date.parse('2026-10-25T02:00:00Z'))).toBe(3_600_000)
  expect([isZone('Europe/Belgrade'), isZone('Europe/Atlantis')]).toEqual([true, false])
})

test.each([
  [0, 'PT0S'],
  [59, 'PT59S'],
  [10_440, 'PT2H54M'],
  [90_000, 'PT25H'],
  [318_961, 'PT88H36M1S'],
])('%i seconds are %s', (seconds, text) => {
  expect(isoDuration(seconds)).toBe(text)
})
