import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScheduleRecord } from '../store/records.ts'
import { isPeriod, periods } from './period.ts'
import type { Period } from './period.ts'
import { advanceSchedule, isDue, nextTick, planSchedule } from './schedule.ts'
import type { ScheduleContext, WantedSchedule } from './schedule.ts'
import { spreadOffset } from './spread-offset.ts'

const ends = { source: 3, pipeline: 12 }
const hourly: WantedSchedule = { period: '1h', cron: null }
const never: WantedSchedule = { period: null, cron: null }
const somePeriod = fc.constantFrom(...Object.keys(periods).filter(isPeriod))
const someId = fc.integer({ min: 1, max: 900_000_000 })
const someMoment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })

describe('a schedule by a period', () => {
  it('ticks once in each period, always at the same place', () => {
    const law = fc.property(somePeriod, someId, someId, someMoment, (period, source, pipeline, from) => {
      const length = periods[period]
      const wanted = { period, cron: null }
      const first = tick(wanted, { source, pipeline }, from)
      const second = tick(wanted, { source, pipeline }, first)
      expect(first.getTime()).toBeGreaterThan(from.getTime())
      expect(first.getTime() - from.getTime()).toBeLessThanOrEqual(length)
      expect(second.getTime() - first.getTime()).toBe(length)
      expect(first.getTime() % length).toBe(spreadOffset({ source, pipeline }, length))
    })
    fc.assert(law)
  })

  it('keeps the pipelines of one source apart', () => {
    const law = fc.property(
      somePeriod,
      someId,
      someId,
      fc.integer({ min: 2, max: 60 }),
      (period, source, first, count) => {
        const length = periods[period]
        const offsets = Array.from({ length: count }, (_, index) =>
          spreadOffset({ source, pipeline: first + index }, length),
        ).sort((left, right) => left - right)
        const gaps = offsets.map((offset, index) => (offsets[index + 1] ?? (offsets[0] ?? 0) + length) - offset)
        expect(Math.min(...gaps)).toBeGreaterThan(length / (3 * count))
      },
    )
    fc.assert(law)
  })

  it('does not tick when it is disabled or blocked', () => {
    expect(planSchedule(hourly, at('2026-01-01T10:00:00Z', false))).toEqual({ ...hourly, nextRunAt: null })
  })

  it('if the period is null, the scheduler will be disabled', () => {
    expect(planSchedule(never, at('2026-01-01T10:00:00Z')).nextRunAt).toBeNull()
  })

  it('"1h", then null, then "1h" fires again', () => {
    const first = planSchedule(hourly, at('2026-01-01T10:00:00Z'))
    const off = planSchedule(never, at('2026-01-01T10:10:00Z'), first)
    expect(off.nextRunAt).toBeNull()
    const again = planSchedule(hourly, at('2026-01-05T10:10:00Z'), off)
    expect(isDue(again, new Date('2026-01-05T10:10:00Z'))).toBe(false)
    expect(isDue(again, new Date('2026-01-05T11:10:00Z'))).toBe(true)
  })

  it('enabled again, it ticks within a period', () => {
    const off = planSchedule(hourly, at('2026-01-01T10:00:00Z', false), planned('2026-01-01T10:30:00.000Z'))
    expect(off.nextRunAt).toBeNull()
    const on = planSchedule(hourly, at('2026-01-02T10:00:00Z'), off)
    expect(isDue(on, new Date('2026-01-02T11:00:00Z'))).toBe(true)
  })

  it('keeps a tick that is due and not yet served, unless the schedule changes', () => {
    const due = planned('2026-01-01T09:59:00.000Z')
    expect(planSchedule(hourly, at('2026-01-01T10:00:00Z'), due)).toEqual(due)
    const changed = planSchedule({ period: '24h', cron: null }, at('2026-01-01T10:00:00Z'), due)
    expect(isDue(changed, new Date('2026-01-01T10:00:00Z'))).toBe(false)
  })

  it('runs missed ticks once', () => {
    const law = fc.property(
      somePeriod,
      someMoment,
      fc.integer({ min: 0, max: 40 * 86_400_000 }),
      (period, from, away) => {
        const wanted = { period, cron: null }
        const stored = planSchedule(wanted, { ...ends, now: from, canRun: true })
        const back = new Date(from.getTime() + away)
        if (!isDue(stored, back)) return
        const after = advanceSchedule(stored, { ...ends, now: back, canRun: true })
        expect(isDue(after, back)).toBe(false)
        expect(Date.parse(after.nextRunAt ?? '') - back.getTime()).toBeLessThanOrEqual(periods[period])
      },
    )
    fc.assert(law)
  })

  it('is due at its moment, not before', () => {
    const stored = planned('2026-01-01T10:00:00.000Z')
    expect(isDue(stored, new Date('2026-01-01T09:59:59.999Z'))).toBe(false)
    expect(isDue(stored, new Date('2026-01-01T10:00:00.000Z'))).toBe(true)
    expect(isDue({ ...hourly, nextRunAt: null }, new Date('2026-01-01T10:00:00Z'))).toBe(false)
  })
})

describe('a schedule by cron', () => {
  const berlin = (expression: string): WantedSchedule => ({
    period: null,
    cron: { expression, timeZone: 'Europe/Berlin' },
  })

  it('ticks at the hour of its time zone, in winter and in summer', () => {
    expect(ticks(berlin('0 9 * * *'), '2026-03-27T12:00:00Z', 3)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ])
  })

  it('ticks once on the day whose hour is skipped, and on the day that has it twice', () => {
    expect(ticks(berlin('30 2 * * *'), '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    expect(ticks(berlin('30 2 * * *'), '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  it('runs missed ticks once, and keeps its minute', () => {
    const stored = planSchedule(berlin('*/10 * * * *'), at('2026-01-01T10:00:00Z'))
    expect(stored.nextRunAt).toBe('2026-01-01T10:10:00.000Z')
    expect(advanceSchedule(stored, at('2026-01-01T12:34:56Z')).nextRunAt).toBe('2026-01-01T12:40:00.000Z')
  })
})

function at(now: string, canRun: boolean = true): ScheduleContext {
  return { ...ends, now: new Date(now), canRun }
}

function planned(nextRunAt: string): ScheduleRecord {
  return { period: '1h' satisfies Period, cron: null, nextRunAt }
}

function tick(wanted: WantedSchedule, of: typeof ends, after: Date): Date {
  const found = nextTick(wanted, of, after)
  if (found === undefined) throw new Error('there is no tick')
  return found
}

function ticks(wanted: WantedSchedule, from: string, count: number): readonly string[] {
  let last = new Date(from)
  return Array.from({ length: count }, () => {
    last = tick(wanted, ends, last)
    return last.toISOString()
  })
}

describe('a clock that was wrong', () => {
  it('does not keep a pipeline waiting: what lies beyond the next tick is planned anew', () => {
    const now = new Date('2026-03-01T00:00:00Z')
    const context: ScheduleContext = { ...ends, now, canRun: true }
    const planned = planSchedule(hourly, context)
    const ahead = planSchedule(hourly, { ...context, now: new Date('2026-03-08T00:00:00Z') })
    expect(planSchedule(hourly, context, ahead)).toEqual(planned)
    expect(planSchedule(hourly, context, planned)).toBe(planned)
  })
})
