import { expect, test } from 'vitest'
import { toTimeEntry } from './time-entry.ts'

const id = '66f0a1000000000000000801'

test('how long it took is taken from the interval, else from the duration', () => {
  const seconds = (timeInterval: Readonly<Record<string, string | null>>): unknown =>
    toTimeEntry({ id, timeInterval })['duration_seconds']
  const [start, end] = ['2026-08-28T05:48:00Z', '2026-08-28T08:42:01Z']
  expect(seconds({ start, end, duration: 'PT1S' })).toBe(10_441)
  expect(seconds({ start, end: null, duration: null })).toBeNull()
  expect(seconds({ duration: 'PT2H54M' })).toBe(10_440)
})

test('a project or task that is empty is none', () => {
  expect(toTimeEntry({ id, projectId: '', taskId: '' })).toMatchObject({ projectId: null, taskId: null })
})

test('the id says when it was made', () => {
  expect(toTimeEntry({ id })['created_at']).toBe('2024-09-22T22:58:08.000Z')
})

test('tags that are null are none', () => {
  expect(toTimeEntry({ id, tagIds: null, customFieldValues: null })).toMatchObject({ tags: [], customFieldValues: [] })
  expect(toTimeEntry({ id, tagIds: ['t1'] })).not.toHaveProperty('tagIds')
})
