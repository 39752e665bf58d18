import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { hourInMs } from './hourly-quota.ts'
import { BudgetClosed, RateBudget } from './rate-budget.ts'
import type { BudgetWait, RateLimits } from './rate-budget.ts'

const noLimits: RateLimits = {
  requestsPerSecond: Infinity,
  maxInFlight: Infinity,
  requestsPerHour: Infinity,
  maxWaitInMs: Infinity,
}
const { signal } = new AbortController()

function waitOf(limits: Partial<RateLimits>): BudgetWait {
  return { signal, limits: { ...noLimits, ...limits }, isTooLate: () => false }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Begins so many, each ended at once, and gives the times, in seconds from the first, after so much time. */
async function beginTimes(
  budget: RateBudget,
  wait: BudgetWait,
  count: number,
  passInMs: number,
): Promise<readonly number[]> {
  const start = Date.now()
  const times: number[] = []
  const beginOne = async (): Promise<void> => {
    const release = await budget.begin(wait)
    times.push((Date.now() - start) / 1000)
    release()
  }
  for (let index = 0; index < count; index += 1) void beginOne()
  await vi.advanceTimersByTimeAsync(passInMs)
  return times
}

describe('RateBudget', () => {
  it('lets so many begin in any second', async () => {
    const wait = waitOf({ requestsPerSecond: 2 })
    expect(await beginTimes(new RateBudget(), wait, 5, 5000)).toEqual([0, 0, 1.05, 1.05, 2.1])
  })

  it('spreads a rate below one, and one that is no whole number', async () => {
    expect(await beginTimes(new RateBudget(), waitOf({ requestsPerSecond: 0.5 }), 3, 9000)).toEqual([0, 2.1, 4.2])
    expect(await beginTimes(new RateBudget(), waitOf({ requestsPerSecond: 2.1 }), 3, 9000)).toEqual([0, 0.5, 1])
  })

  it('lets so many be under way', async () => {
    const budget = new RateBudget()
    const wait = waitOf({ maxInFlight: 2 })
    const releases = [await budget.begin(wait), await budget.begin(wait)]
    const third = vi.fn<() => void>()
    void budget.begin(wait).then(third)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(third).not.toHaveBeenCalled()
    releases[0]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect(third).toHaveBeenCalledOnce()
  })

  it('waits for the hour where that is not too long', async () => {
    const times = await beginTimes(new RateBudget(), waitOf({ requestsPerHour: 2 }), 5, 3 * hourInMs)
    const hour = hourInMs / 1000
    expect(times).toEqual([0, 0, hour, hour, 2 * hour])
  })

  it('refuses what would wait too long for the hour, counting those ahead', async () => {
    const budget = new RateBudget()
    const wait = waitOf({ requestsPerHour: 2, requestsPerSecond: 1, maxWaitInMs: 60_000 })
    const both = [budget.begin(wait), budget.begin(wait)]
    const error: unknown = await budget.begin(wait).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BudgetClosed)
    expect(error).toMatchObject({ reason: 'quota', until: new Date(1_000_000 + hourInMs) })
    await vi.advanceTimersByTimeAsync(2000)
    expect(await Promise.all(both)).toHaveLength(2)
  })

  it('holds everybody back', async () => {
    const budget = new RateBudget()
    budget.holdBack(Date.now() + 30_000)
    budget.holdBack(Date.now() + 20_000)
    expect(await beginTimes(budget, waitOf({}), 2, 60_000)).toEqual([30, 30])
  })

  it('lets those go at once that cannot wait so long, wherever they wait', async () => {
    const budget = new RateBudget()
    const wait = waitOf({ maxInFlight: 1 })
    const release = await budget.begin(wait)
    const limit = Date.now() + 10_000
    const waiting = budget.begin({ ...wait, isTooLate: (until) => until > limit }).catch((thrown: unknown) => thrown)
    budget.holdBack(Date.now() + 60_000)
    await vi.advanceTimersByTimeAsync(0)
    expect(await waiting).toMatchObject({ reason: 'held-back', until: new Date(Date.now() + 60_000) })
    release()
    const late = await budget.begin({ ...wait, isTooLate: () => true }).catch((thrown: unknown) => thrown)
    expect(late).toBeInstanceOf(BudgetClosed)
  })

  it('holds the strictest limits of those that have asked within a minute', async () => {
    const budget = new RateBudget()
    const [loose, strict] = [waitOf({ requestsPerSecond: 3 }), waitOf({ requestsPerSecond: 1, maxInFlight: 1 })]
    expect(await beginTimes(budget, loose, 3, 5000)).toEqual([0, 0, 0])
    expect(await beginTimes(budget, strict, 1, 5000)).toEqual([0])
    expect(await beginTimes(budget, loose, 3, 10_000)).toEqual([0, 1.05, 2.1])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await beginTimes(budget, loose, 3, 10_000)).toEqual([0, 0, 0])
  })

  it('holds the limits of those that wait, however long they do', async () => {
    const budget = new RateBudget()
    const strict = waitOf({ requestsPerHour: 1 })
    const patient = beginTimes(budget, strict, 2, 600_000)
    expect(await patient).toEqual([0])
    expect(await beginTimes(budget, waitOf({}), 1, 600_000)).toEqual([])
    await vi.advanceTimersByTimeAsync(hourInMs)
    expect(await patient).toEqual([0, hourInMs / 1000])
  })

  it('opens where the limit that closed it is gone', async () => {
    const budget = new RateBudget()
    expect(await beginTimes(budget, waitOf({ requestsPerHour: 1 }), 1, 120_000)).toEqual([0])
    expect(await beginTimes(budget, waitOf({ requestsPerHour: 5 }), 4, 1000)).toEqual([0, 0, 0, 0])
  })

  it('forgets nobody who waits when the limits change while it is held back', async () => {
    const budget = new RateBudget()
    budget.holdBack(Date.now() + 5000)
    const early = beginTimes(budget, waitOf({ requestsPerSecond: 5 }), 2, 0)
    await early
    const later = await beginTimes(budget, waitOf({ requestsPerSecond: 2 }), 1, 20_000)
    expect([await early, later]).toEqual([[5, 5], [5]])
  })

  it('keeps the process alive only while somebody waits', async () => {
    vi.useRealTimers()
    const budget = new RateBudget()
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    budget.holdBack(Date.now() + 60_000)
    expect(timers()).toBe(before)
    const controller = new AbortController()
    const waiting = budget.begin({ ...waitOf({}), signal: controller.signal })
    expect(timers()).toBe(before + 1)
    budget.holdBack(Date.now() + 70_000)
    expect(timers()).toBe(before + 1)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    expect(timers()).toBe(before)
  })

  it('is forgettable once nothing of it counts', async () => {
    const budget = new RateBudget()
    const release = await budget.begin(waitOf({ requestsPerHour: 5 }))
    expect(budget.isForgettable(Date.now() + 2 * hourInMs)).toBe(false)
    release()
    await vi.advanceTimersByTimeAsync(0)
    expect(budget.isForgettable(Date.now() + hourInMs - 1)).toBe(false)
    expect(budget.isForgettable(Date.now() + hourInMs)).toBe(true)
  })
})
