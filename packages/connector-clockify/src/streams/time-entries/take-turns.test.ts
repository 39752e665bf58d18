import { expect, test } from 'vitest'
import { restInMs } from './take-turns.ts'

test.each([
  [50, undefined, 0],
  [10, 30, 0],
  [15, 30, 0],
  [16, 30, 2],
  [50, 30, 4],
])('%i users with %j requests an hour: they rest %i hours', (users, requestsPerHour, hours) => {
  expect(restInMs(users, requestsPerHour)).toBe(hours * 3_600_000)
})
