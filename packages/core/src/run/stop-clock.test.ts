import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DeadlineReached, StopClock } from './stop-clock.ts'

const start = Date.parse('2026-03-01T12:00:00Z')

beforeEach(() => {
  vi.useFakeTimers({ now: start })
})
afterEach(() => {
  vi.useRealTimers()
})

const clockTo = (deadlineInMs: number): StopClock => new StopClock(new Date(start + deadlineInMs), Date.now)

describe('StopClock', () => {
  it('never stops without a deadline, and holds no timer', () => {
    using clock = new StopClock(undefined, Date.now)
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(365 * 86_400_000)
    expect([clock.isDue, clock.signal.aborted]).toEqual([false, false])
  })

  it('begins to look for a savepoint five seconds before the deadline', () => {
    using clock = clockTo(600_000)
    vi.advanceTimersByTime(594_999)
    expect(clock.isDue).toBe(false)
    vi.advanceTimersByTime(1)
    expect([clock.isDue, clock.signal.aborted]).toEqual([true, false])
  })

  it('keeps nine tenths of a short time for reading', () => {
    using clock = clockTo(1_000)
    vi.advanceTimersByTime(899)
    expect(clock.isDue).toBe(false)
    vi.advanceTimersByTime(1)
    expect([clock.isDue, clock.signal.aborted]).toEqual([true, false])
  })

  it('breaks off at the deadline itself', () => {
    using clock = clockTo(60_000)
    vi.advanceTimersByTime(59_999)
    expect(clock.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(clock.signal.aborted).toBe(true)
    expect(clock.signal.reason).toBeInstanceOf(DeadlineReached)
  })

  it('is due at once when the deadline has passed', () => {
    using clock = clockTo(-1)
    expect(clock.isDue).toBe(true)
    vi.advanceTimersByTime(0)
    expect(clock.signal.aborted).toBe(true)
  })

  it('counts by the clock it is given, even where that stands still', () => {
    let now = 5_000
    using clock = new StopClock(new Date(65_000), () => now)
    now = 60_000
    expect(clock.isDue).toBe(true)
    now = 59_999
    expect(clock.isDue).toBe(false)
    // Reading is broken off by a timer: a clock that is set back does not prolong it.
    vi.advanceTimersByTime(60_000)
    expect([clock.signal.aborted, clock.isDue]).toEqual([true, true])
  })

  it('takes a deadline in some months for that, not for now', () => {
    using clock = clockTo(90 * 86_400_000)
    vi.advanceTimersByTime(86_400_000)
    expect([clock.isDue, clock.signal.aborted]).toEqual([false, false])
  })

  it('leaves no timer behind', () => {
    const clock = clockTo(60_000)
    expect(vi.getTimerCount()).toBe(1)
    clock[Symbol.dispose]()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(120_000)
    expect(clock.signal.aborted).toBe(false)
  })
})
