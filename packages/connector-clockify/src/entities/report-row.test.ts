import { expect, test } from 'vitest'
import { toListedEntry } from './report-row.ts'

const interval = { start: '2026-08-28T05:48:00Z', end: '2026-08-28T08:42:00Z', duration: 10_440, timeZone: 'UTC' }

test('a row becomes what the list would show', () => {
  const row = {
    _id: 'e1',
    description: 'Layout',
    userId: 'u1',
    timeInterval: interval,
    billable: true,
    projectId: 'p1',
    taskId: '',
    tagIds: ['t1'],
    type: 'REGULAR',
    isLocked: false,
    currency: 'USD',
    rate: 9_000,
    costRate: 4_500,
    customFields: [{ customFieldId: 'f1', timeEntryId: 'e1', value: 'ABC', name: 'Ticket', type: 'TXT' }],
    projectName: 'Website',
  }
  expect(toListedEntry(row, 'w1')).toEqual({
    id: 'e1',
    description: 'Layout',
    userId: 'u1',
    timeInterval: { start: interval.start, end: interval.end, duration: 'PT2H54M' },
    billable: true,
    projectId: 'p1',
    taskId: null,
    tagIds: ['t1'],
    workspaceId: 'w1',
    type: 'REGULAR',
    isLocked: false,
    hourlyRate: { amount: 9_000, currency: 'USD' },
    costRate: { amount: 4_500, currency: 'USD' },
    customFieldValues: row.customFields,
  })
})

test('seconds may be text', () => {
  expect(toListedEntry({ _id: 'e1', timeInterval: { ...interval, duration: '10440' } }, 'w1')).toMatchObject({
    timeInterval: { duration: 'PT2H54M' },
  })
})

test('tags are taken from where they stand, and what is missing is null', () => {
  const row = { _id: 'e1', timeInterval: interval, tags: [{ _id: 't1', name: 'One' }], locked: true }
  expect(toListedEntry(row, 'w1')).toMatchObject({
    tagIds: ['t1'],
    isLocked: true,
    hourlyRate: null,
    costRate: null,
    projectId: null,
    description: null,
  })
})
