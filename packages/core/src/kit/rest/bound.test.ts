import { expect, test } from 'vitest'
import { compareToBound, laterOf } from './bound.ts'
import type { Bound } from './bound.ts'

test.each<readonly [value: unknown, bound: Bound, side: 'from' | 'to', order: -1 | 0 | 1]>([
  [1, 2, 'from', -1],
  [2, 2, 'from', 0],
  [3, 2, 'from', 0],
  [3, 2, 'to', 1],
  [9007199254740993n, '9007199254740992', 'to', 1],
  [9007199254740992, '9007199254740993', 'from', -1],
  ['2026-02-03T12:00:00Z', '2026-02-03T14:00:00+02:00', 'from', 0],
  ['2026-02-03T12:00:00.000001Z', '2026-02-03T12:00:00Z', 'to', 0],
  ['2026-02-03T23:00:00Z', '2026-02-03', 'to', 0],
  ['2026-02-04T00:00:00Z', '2026-02-03', 'to', 1],
  ['v2', 'v1', 'to', 1],
  ['v1', 'v2', 'from', -1],
  [null, 5, 'from', 0],
  [undefined, '2026-02-03', 'to', 0],
  ['v1', '2026-02-03', 'to', 0],
])('%s beside the bound %s (%s): %d', (value, bound, side, order) => {
  expect(compareToBound(value, bound, side)).toBe(order)
})

test('the later of two', () => {
  expect(laterOf('2026-01-01', '2025-12-31T23:00:00Z')).toBe('2026-01-01')
  expect(laterOf(1, 2)).toBe(2)
  expect(laterOf(undefined, 2)).toBe(2)
  expect(laterOf(1, undefined)).toBe(1)
})
