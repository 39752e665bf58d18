import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTimestamp, parseTimestamp } from './parse-timestamp.ts'

describe('instants', () => {
  test.each([
    ['2024-01-31T23:59:59Z', '2024-01-31T23:59:59Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
    ['2024-01-01t10:00:00z', '2024-01-01T10:00:00Z'],
    ['2024-01-01T10:00:00.000Z', '2024-01-01T10:00:00Z'],
    ['2024-01-01T10:00:00.120Z', '2024-01-01T10:00:00.12Z'],
    ['2024-01-01T10:00:00.1234560000Z', '2024-01-01T10:00:00.123456Z'],
    ['2024-01-01T10:00:00+00:00', '2024-01-01T10:00:00Z'],
    ['2024-01-01T10:00:00-00:00', '2024-01-01T10:00:00Z'],
    ['2024-01-01T01:00:00+02:00', '2023-12-31T23:00:00Z'],
    ['2024-02-28T23:30:00.5-01:30', '2024-02-29T01:00:00.5Z'],
    ['2024-01-01T10:00:00.123456+05:45', '2024-01-01T04:15:00.123456Z'],
    ['0001-01-02T00:00:00+23:59', '0001-01-01T00:01:00Z'],
    ['0099-06-01T12:00:00+01:00', '0099-06-01T11:00:00Z'],
  ])('%s is %s', (text, cell) => {
    expect(parseTimestamp(text)).toBe(cell)
  })
})

describe('texts that are none', () => {
  test.each([
    '',
    'x',
    '2024-01-01',
    '2024-01-01T10:00:00',
    '2024-01-01 10:00:00Z',
    '2024-01-01T10:00Z',
    '2024-01-01T10:00:00.Z',
    '2024-01-01T10:00:00.1234567Z',
    '2024-01-01T10:00:00,5Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T10:60:00Z',
    '2024-01-01T10:00:60Z',
    '2024-00-01T10:00:00Z',
    '2024-13-01T10:00:00Z',
    '2024-01-00T10:00:00Z',
    '2024-01-32T10:00:00Z',
    '2024-04-31T10:00:00Z',
    '2023-02-29T10:00:00Z',
    '1900-02-29T10:00:00Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-00:01',
    '12024-01-01T10:00:00Z',
    '+002024-01-01T10:00:00Z',
    '2024-01-01T10:00:00+0200',
    '2024-01-01T10:00:00+24:00',
    '2024-01-01T10:00:00+02:60',
    '2024-01-01T10:00:00 +02:00',
    '2024-01-01T10:00:00Z ',
    ' 2024-01-01T10:00:00Z',
    '2024-01-01T10:00:00ZZ',
    '2024-1-01T10:00:00ZZ',
    '２０２４-01-01T10:00:00Z',
    '2024-01-01T1a:00:00Z',
    '202/-01-01T10:00:00Z',
    '2024-0/-01T10:00:00Z',
    '2024-01-01T10:0:000Z',
  ])('%j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined()
  })
})

describe('dates', () => {
  test('are their instant', () => {
    expect(formatTimestamp(new Date(Date.UTC(2024, 0, 1, 1, 2, 3, 450)))).toBe('2024-01-01T01:02:03.45Z')
    expect(formatTimestamp(new Date('0001-01-01T00:00:00Z'))).toBe('0001-01-01T00:00:00Z')
  })

  test('beyond four digits, or invalid, have none', () => {
    expect(formatTimestamp(new Date(8.64e15))).toBeUndefined()
    expect(formatTimestamp(new Date('0000-12-31T00:00:00Z'))).toBeUndefined()
    expect(formatTimestamp(new Date(Number.NaN))).toBeUndefined()
  })
})

test('agrees with Date on every instant, whatever its offset', () => {
  const time = fc.integer({ min: Date.UTC(10, 0), max: Date.UTC(9990, 0) })
  const offset = fc.integer({ min: -23 * 60, max: 23 * 60 })
  fc.assert(
    fc.property(time, offset, (time, offset) => {
      const local = new Date(time + offset * 60_000).toISOString().slice(0, -1)
      const part = (minutes: number): string => String(minutes).padStart(2, '0')
      const size = Math.abs(offset)
      const text = `${local}${offset < 0 ? '-' : '+'}${part(Math.trunc(size / 60))}:${part(size % 60)}`
      const cell = parseTimestamp(text)
      expect(Date.parse(cell ?? '')).toBe(time)
      expect(parseTimestamp(cell ?? '')).toBe(cell)
    }),
    { numRuns: 1000 },
  )
})

test('a plain instant is one exactly when Date can write it back', () => {
  const digit = fc.constantFrom(...'0123456789:/-'.split(''))
  fc.assert(
    fc.property(fc.array(digit, { minLength: 14, maxLength: 14 }), (digits) => {
      const at = (index: number): string => digits[index] ?? ''
      const [date, clock] = [digits.slice(0, 8).join(''), `${at(8)}${at(9)}:${at(10)}${at(11)}:${at(12)}${at(13)}`]
      const text = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${clock}Z`
      const time = Date.parse(text)
      const isInstant = !Number.isNaN(time) && `${new Date(time).toISOString().slice(0, 19)}Z` === text
      expect(parseTimestamp(text)).toBe(isInstant && !text.startsWith('0000') ? text : undefined)
    }),
    { numRuns: 2000 },
  )
})
