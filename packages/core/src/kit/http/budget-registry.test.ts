import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { budgetFor, countBudgets } from './budget-registry.ts'
import { hourInMs } from './hourly-quota.ts'

const limits = { requestsPerSecond: Infinity, maxInFlight: 4, requestsPerHour: 10, maxWaitInMs: 0 }
const wait = { limits, signal: new AbortController().signal, isTooLate: () => false }

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

it('gives the same budget for the same key, for as long as it matters', async () => {
  const budget = budgetFor('host account')
  const release = await budget.begin(wait)
  release()
  await vi.advanceTimersByTimeAsync(hourInMs - 1)
  expect(budgetFor('host account')).toBe(budget)
  expect(budgetFor('host other')).not.toBe(budget)
  expect(countBudgets()).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  budgetFor('third')
  expect(countBudgets()).toBe(1)
})
