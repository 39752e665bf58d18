import { describe, expect, it } from 'vitest'
import { checkSchedule } from './check-schedule.ts'
import { periods } from './period.ts'
import type { Period } from './period.ts'

const now = new Date('2026-01-01T00:00:00Z')

describe('checkSchedule', () => {
  it.each(['5m', '15m', '30m', '1h', '2h', '3h', '6h', '8h', '12h', '24h'])('takes the period %s', (period) => {
    expect(problems({ period })).toEqual([])
  })

  it('takes null, and nothing at all', () => {
    expect(problems({ period: null })).toEqual([])
    expect(problems({})).toEqual([])
    expect(Object.keys(periods)).toHaveLength(10)
  })

  it.each(['10m', '1H', '', 60, true, 'toString'])('refuses the period %j, and lists what there is', (period) => {
    expect(problems({ period })).toEqual([
      'period: must be null or one of: "5m", "15m", "30m", "1h", "2h", "3h", "6h", "8h", "12h", "24h"',
    ])
  })

  it('goes by the shortest period of the account', () => {
    expect(problems({ period: '12h' }, '12h')).toEqual([])
    expect(problems({ period: '8h' }, '12h')).toEqual([
      'period: is shorter than this account allows; allowed are: "12h", "24h"',
    ])
  })

  it.each(['0 9 * * *', '*/5 8-18 * * MON-FRI', '0 0 29 2 *', '@daily', '0 0 L * *'])(
    'takes the cron %s',
    (expression) => {
      expect(problems({ cron: { expression, timeZone: 'Europe/Berlin' } })).toEqual([])
    },
  )

  it.each([
    '',
    'soon',
    '* * * *',
    '* * * * * *',
    '61 * * * *',
    '2026-01-01T00:00:00',
    '@reboot',
    '0 0 30 2 *',
    'a b c d e',
  ])('refuses the cron %j', (expression) => {
    const [problem = '', ...others] = problems({ cron: { expression, timeZone: 'UTC' } })
    expect(others).toEqual([])
    expect(problem).toMatch(/^cron\.expression: /)
  })

  it.each(['', 'Mars/Base', 'local'])('refuses the time zone %j', (timeZone) => {
    expect(problems({ cron: { expression: '0 9 * * *', timeZone } })).toEqual([
      'cron.timeZone: must be a time zone of the IANA list, such as "Europe/Berlin" or "UTC"',
    ])
  })

  it('refuses what is no cron, and both at once', () => {
    expect(problems({ cron: '0 9 * * *' })).toEqual(['cron: must be null or { expression, timeZone }, both texts'])
    expect(problems({ period: '1h', cron: { expression: '0 9 * * *', timeZone: 'UTC' } })).toEqual([
      'cron: goes without a period: set one of them to null',
    ])
  })

  it('holds cron to the shortest period, whatever summer time does to a day', () => {
    const daily = { expression: '0 9 * * *', timeZone: 'Europe/Berlin' }
    expect(problems({ cron: daily }, '24h')).toEqual([])
    const twice = { expression: '0,30 9 1 1 *', timeZone: 'Europe/Berlin' }
    expect(problems({ cron: twice }, '24h')).toEqual([
      'cron.expression: runs more often than this account allows, every "24h"',
    ])
    expect(problems({ cron: twice }, '30m')).toEqual([])
  })
})

function problems(
  wanted: Parameters<typeof checkSchedule>[0],
  shortestPeriod: Period | null = null,
): readonly string[] {
  return checkSchedule(wanted, { shortestPeriod, now }).map(({ path, message }) => `${path}: ${message}`)
}
