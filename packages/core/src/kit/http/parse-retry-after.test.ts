import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestRetryAfterInMs, parseRetryAfter } from './parse-retry-after.ts'

const now = Date.UTC(2026, 10, 20, 12, 0, 0)

function parse(text: string, date?: string): number | undefined {
  return parseRetryAfter(new Headers({ 'retry-after': text, ...(date === undefined ? {} : { date }) }), now)
}

describe('parseRetryAfter', () => {
  it('takes seconds, whole or not', () => {
    expect(parse('0')).toBe(0)
    expect(parse(' 12 ')).toBe(12_000)
    expect(parse('1.5')).toBe(1500)
  })

  it('takes a date in all three forms of HTTP', () => {
    expect(parse('Fri, 20 Nov 2026 12:00:30 GMT')).toBe(30_000)
    expect(parse('Friday, 20-Nov-26 12:00:30 GMT')).toBe(30_000)
    expect(parse('Fri Nov 20 12:00:30 2026')).toBe(30_000)
  })

  it('compares a date with the clock of the server', () => {
    expect(parse('Fri, 20 Nov 2026 14:00:30 GMT', 'Fri, 20 Nov 2026 14:00:00 GMT')).toBe(30_000)
  })

  it('takes a moment that has passed for now', () => {
    expect(parse('Fri, 20 Nov 2026 11:00:00 GMT')).toBe(0)
  })

  it('waits a day at the most', () => {
    expect(parse('99999999999999999999')).toBe(longestRetryAfterInMs)
    expect(parse('Fri, 20 Nov 2099 12:00:00 GMT')).toBe(longestRetryAfterInMs)
  })

  it('knows nothing from a header that is missing or makes no sense', () => {
    expect(parseRetryAfter(new Headers(), now)).toBeUndefined()
    for (const text of [
      '',
      '-5',
      'soon',
      '2026',
      '1e3',
      'NaN',
      'Infinity',
      'Fri',
      '2026-11-20T12:00:30Z',
      '5 minutes',
    ]) {
      const asked = parse(text)
      expect([text, asked]).toEqual([text, text === '2026' ? 2_026_000 : undefined])
    }
  })

  it('gives a time between nothing and a day, or nothing, whatever stands there', () => {
    const moment = fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => date.toUTCString())
    const text = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.double().map(String),
      fc.integer().map(String),
      moment,
    )
    fc.assert(
      fc.property(text, fc.option(moment, { nil: undefined }), (given, date) => {
        const asked = parse(given, date)
        return asked === undefined || (asked >= 0 && asked <= longestRetryAfterInMs)
      }),
    )
  })

  it('gives back every whole number of seconds up to a day, and every moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), (seconds) => {
        expect(parse(String(seconds))).toBe(seconds * 1000)
        expect(parse(new Date(now + seconds * 1000).toUTCString())).toBe(seconds * 1000)
      }),
    )
  })
})
