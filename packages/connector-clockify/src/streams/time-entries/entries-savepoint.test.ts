import { expect, test } from 'vitest'
import { parseSavepoint, toSavepointValue } from './entries-savepoint.ts'
import type { EntriesSavepoint } from './entries-savepoint.ts'

const cases: readonly EntriesSavepoint[] = [
  { running: [] },
  { running: ['e1'], readAt: '2026-08-20T12:00:00.000Z', historyAt: '2026-08-19T12:00:00.000Z' },
  { running: [], historyAt: '2026-08-19T12:00:00.000Z', historyFrom: '2026-01-01T00:00:00.000Z' },
  {
    running: [],
    walk: {
      phase: 'history',
      begunAt: '2026-08-20T12:00:00.000Z',
      from: '2026-01-01T00:00:00.000Z',
      place: { before: '2026-08-01T00:00:00Z', read: 12, tail: ['e1'] },
    },
  },
]

test.each(cases)('%j comes back as it was', (state) => {
  expect(parseSavepoint(toSavepointValue(state))).toEqual(state)
})

test('without one the partition was never read', () => {
  expect(parseSavepoint(undefined)).toEqual({ running: [] })
})

test.each([null, 7, {}, { running: [], readAt: 'yesterday' }])('%j is refused, with what to do', (value) => {
  expect(() => parseSavepoint(value)).toThrow('run the stream once in mode full')
})
