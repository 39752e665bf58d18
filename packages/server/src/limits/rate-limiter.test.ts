import { expect, test } from 'vitest'
import { RateLimiter } from './rate-limiter.ts'

test('so many at once, then steadily more, for each caller by itself', () => {
  let now = 0
  const limiter = new RateLimiter({ requests: 3, perMs: 300 }, () => now)
  expect([1, 2, 3].map(() => limiter.take('a'))).toEqual([0, 0, 0])
  expect(limiter.take('a')).toBe(100)
  expect(limiter.take('b')).toBe(0)
  now = 50
  expect(limiter.take('a')).toBe(50)
  now = 100
  expect(limiter.take('a')).toBe(0)
  expect(limiter.take('a')).toBe(100)
})

test('never more than so many, however long nobody asks', () => {
  let now = 0
  const limiter = new RateLimiter({ requests: 2, perMs: 100 }, () => now)
  limiter.take('a')
  now = 1_000_000
  expect([1, 2, 3].map(() => limiter.take('a') > 0)).toEqual([false, false, true])
})
