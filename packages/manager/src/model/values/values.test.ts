import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { compareDecimals, formatDecimal, parseDecimal, toDecimal } from './decimal.ts'
import { digest } from './digest.ts'
import { compareInstants, instantOf, parseInstant } from './parse-instant.ts'

const moment = fc.date({
  min: new Date('0002-01-01T00:00:00Z'),
  max: new Date('9998-01-01T00:00:00Z'),
  noInvalidDate: true,
})

describe('instants', () => {
  it('are the moments that `Date` reads, whatever their offset', () => {
    const law = fc.property(moment, fc.integer({ min: -1439, max: 1439 }), (date, offset) => {
      const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
      const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60]
      const pad = (digits: number): string => String(digits).padStart(2, '0')
      const parsed = parseInstant(`${local}${offset < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`)
      expect(Date.parse(parsed ?? '')).toBe(date.getTime())
      expect(parsed).toBe(instantOf(date))
    })
    fc.assert(law)
  })

  it('are ordered by time', () => {
    const law = fc.property(moment, moment, (left, right) => {
      const order = compareInstants(instantOf(left) ?? '', instantOf(right) ?? '')
      expect(order).toBe(Math.sign(left.getTime() - right.getTime()))
    })
    fc.assert(law)
    expect(compareInstants('2026-01-01T12:00:00Z', '2026-01-01T12:00:00.5Z')).toBe(-1)
  })
})

describe('decimals', () => {
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.bigInt())

  it('come back from their text, and have no superfluous zeros', () => {
    const law = fc.property(number, (value) => {
      const decimal = toDecimal(value)
      const text = decimal === undefined ? '' : formatDecimal(decimal)
      expect(parseDecimal(text)).toEqual(decimal)
      expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/)
      expect(Number(text)).toBe(Number(value) + 0)
    })
    fc.assert(law)
  })

  it('are ordered as numbers are', () => {
    const law = fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (left, right) => {
        const [from, to] = [toDecimal(left), toDecimal(right)]
        expect(from && to && compareDecimals(from, to)).toBe(left < right ? -1 : Number(left > right))
      },
    )
    fc.assert(law)
  })

  it.each(['', ' 1', '01', '+1', '.5', '5.', '1e', 'NaN', 'Infinity', '0x1', '1e1001', '1_000'])(
    'are not %j',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined()
    },
  )
})

describe('canonicalJson', () => {
  it('is JSON, whatever the order of the keys', () => {
    const law = fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reversed(value))).toBe(text)
    })
    fc.assert(law)
  })

  it('is one text for equal values', () => {
    expect(canonicalJson({ b: 1n, a: -0, c: undefined })).toBe('{"a":0,"b":1}')
    expect(canonicalJson(1e21)).toBe(canonicalJson(10n ** 21n))
    expect(canonicalJson([undefined, new Date(0)])).toBe('[null,"1970-01-01T00:00:00Z"]')
    expect(digest({ a: 1, b: 2 })).toBe(digest({ b: 2, a: 1 }))
  })

  it('refuses what JSON has no text for, without showing it', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const value of [Number.NaN, cycle, Symbol('secret'), new Date(Number.NaN)]) {
      expect(() => canonicalJson(value)).toThrow(/^a.* cannot be written as JSON$/)
    }
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, reversed(inner)])
      .toReversed(),
  )
}
