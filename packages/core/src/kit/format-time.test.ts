import { expect, it } from 'vitest'
import { formatTime, timestampCell } from './format-time.ts'

it('writes the times of cells without superfluous zeros', () => {
  expect([0, 100, 1250].map(timestampCell)).toEqual([
    '1970-01-01T00:00:00Z',
    '1970-01-01T00:00:00.1Z',
    '1970-01-01T00:00:01.25Z',
  ])
})

it('writes the times of records in one length', () => {
  expect(formatTime(100)).toBe('1970-01-01T00:00:00.100Z')
})
