import fc from 'fast-check'
import { expect, test } from 'vitest'
import { durationSeconds, isoDuration } from './iso-duration.ts'

test.each([
  [0, 'PT0S'],
  [59, 'PT59S'],
  [60, 'PT1M'],
  [10_440, 'PT2H54M'],
  [318_960, 'PT88H36M'],
  [3_605, 'PT1H5S'],
  [-61, '-PT1M1S'],
])('%i seconds are %s', (seconds, text) => {
  expect(isoDuration(seconds)).toBe(text)
  expect(durationSeconds(text)).toBe(seconds)
})

test.each([
  ['P1DT1H', 90_000],
  ['PT1.5S', 1.5],
  ['P2D', 172_800],
])('%s is read, too', (text, seconds) => {
  expect(durationSeconds(text)).toBe(seconds)
})

test.each([null, undefined, '', 'P', '-P', '60000', 'P1M', 'PT1H2', 3_600])('%j is no duration', (value) => {
  expect(durationSeconds(value)).toBeNull()
})

test('what is written can be read', () =>
  fc.assert(
    fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), (seconds) => {
      expect(durationSeconds(isoDuration(seconds))).toBe(seconds)
    }),
  ))
