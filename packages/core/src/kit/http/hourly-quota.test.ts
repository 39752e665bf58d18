import { expect, it } from 'vitest'
import { hourInMs, HourlyQuota } from './hourly-quota.ts'

function quotaOf(limit: number, ...sent: readonly number[]): HourlyQuota {
  const quota = new HourlyQuota()
  quota.limit = limit
  for (const time of sent) quota.note(time)
  return quota
}

it('lets so many through in any hour', () => {
  expect(quotaOf(3, 1000, 2000).freeAt(0, 5000)).toBe(5000)
  expect(quotaOf(3, 1000, 2000, 3000).freeAt(0, 5000)).toBe(1000 + hourInMs)
  expect(quotaOf(3, 1000, 2000, 3000).freeAt(0, 1000 + hourInMs)).toBe(1000 + hourInMs)
})

it('counts those that are ahead', () => {
  const quota = quotaOf(3, 1000, 2000)
  expect(quota.freeAt(1, 5000)).toBe(1000 + hourInMs)
  expect(quota.freeAt(2, 5000)).toBe(2000 + hourInMs)
  expect(quota.freeAt(3, 5000)).toBe(5000 + hourInMs)
})

it('slides', () => {
  const quota = quotaOf(2, 1000, 9000)
  expect(quota.freeAt(0, 1000 + hourInMs)).toBe(1000 + hourInMs)
  quota.note(1000 + hourInMs)
  expect(quota.freeAt(0, 2000 + hourInMs)).toBe(9000 + hourInMs)
})

it('keeps nothing where there is no limit, and forgets after the hour', () => {
  expect(quotaOf(Infinity, 1000).isForgotten(1000)).toBe(true)
  const quota = quotaOf(5, 1000)
  expect(quota.isForgotten(999 + hourInMs)).toBe(false)
  expect(quota.isForgotten(1000 + hourInMs)).toBe(true)
})
