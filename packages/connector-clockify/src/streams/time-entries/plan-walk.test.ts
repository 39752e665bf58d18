import { expect, test } from 'vitest'
import { planWalk } from './plan-walk.ts'

const plan = { now: new Date('2026-08-20T12:00:00Z'), reread: 35, reconcileEvery: undefined, begin: undefined }
const begunAt = '2026-08-20T12:00:00.000Z'
const day = (date: string): string => `${date}T12:00:00.000Z`

test('the first walk is through everything', () => {
  expect(planWalk({ running: [] }, plan)).toEqual({ phase: 'history', begunAt, from: undefined })
})

test('the window reaches back from the last read', () => {
  expect(planWalk({ running: [], readAt: day('2026-08-19') }, plan).from).toBe(day('2026-07-15'))
  expect(planWalk({ running: [], readAt: day('2026-01-15') }, plan).from).toBe(day('2025-12-11'))
  // The clock was set back.
  expect(planWalk({ running: [], readAt: day('2026-09-20') }, plan).from).toBe(day('2026-07-16'))
})

test('nothing is read before the beginning', () => {
  const begin = Date.parse(day('2026-08-01'))
  expect(planWalk({ running: [], readAt: day('2026-08-19') }, { ...plan, begin }).from).toBe(day('2026-08-01'))
  expect(planWalk({ running: [] }, { ...plan, begin }).from).toBe(day('2026-08-01'))
})

test.each([
  ['2020-01-01', '2020-01-01', 'window'],
  ['2020-01-01', '2021-01-01', 'window'],
  ['2020-01-01', '2019-01-01', 'history'],
  ['2020-01-01', undefined, 'history'],
  [undefined, undefined, 'window'],
  [undefined, '2020-01-01', 'window'],
])('everything was read from %s on, and now from %s on: the next walk is a %s', (before, now, phase) => {
  const historyFrom = before === undefined ? undefined : day(before)
  const state = { running: [], readAt: day('2026-08-19'), historyAt: day('2026-08-01'), historyFrom }
  const begin = now === undefined ? undefined : Date.parse(day(now))
  expect(planWalk(state, { ...plan, begin }).phase).toBe(phase)
})

test.each([
  ['2026-07-20', 'window'],
  ['2026-07-21', 'window'],
  ['2026-07-19', 'history'],
])('everything read on %s, and due after 32 days: the next walk is a %s', (date, phase) => {
  const state = { running: [], readAt: day('2026-08-19'), historyAt: day(date) }
  expect(planWalk(state, { ...plan, reconcileEvery: 32 }).phase).toBe(phase)
})
