import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CellValue, ColumnType } from '../contract/column-type.ts'
import { columnTypes } from '../contract/column-type.ts'
import { compareCells } from './compare-cells.ts'

/** A decimal as the table engine writes it, with its value in units of 10^-30. */
const decimal = fc.tuple(fc.bigInt(), fc.nat({ max: 30 })).map(([digits, scale]) => {
  const negative = digits < 0n
  const text = String(negative ? -digits : digits).padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const fraction = text.slice(text.length - scale).replace(/0+$/, '')
  const cell = `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
  return { cell, value: digits * 10n ** BigInt(30 - scale) }
})

/** An instant as the table engine writes it, with its value in microseconds. */
const timestamp = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
    fc.oneof(fc.constant(0), fc.nat({ max: 999_999 })),
  )
  .map(([date, micros]) => {
    const seconds = Math.floor(date.getTime() / 1_000)
    const fraction = String(micros).padStart(6, '0').replace(/0+$/, '')
    const base = new Date(seconds * 1_000).toISOString().slice(0, 19)
    return {
      cell: `${base}${fraction === '' ? '' : `.${fraction}`}Z`,
      value: BigInt(seconds) * 1_000_000n + BigInt(micros),
    }
  })

const integer = fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }))

const cells: Readonly<Record<ColumnType, fc.Arbitrary<CellValue>>> = {
  boolean: fc.boolean(),
  integer,
  float: fc.double(),
  decimal: decimal.map(({ cell }) => cell),
  text: fc.string({ unit: 'binary' }),
  timestamp: timestamp.map(({ cell }) => cell),
  date: timestamp.map(({ cell }) => cell.slice(0, 10)),
  time: timestamp.map(({ cell }) => cell.slice(11, -1)),
  json: fc.json(),
  binary: fc.uint8Array({ maxLength: 4 }),
}

const signOf = (left: bigint | number, right: bigint | number): number => (left < right ? -1 : left > right ? 1 : 0)
const sign = (left: CellValue, right: CellValue, type: ColumnType): number =>
  Math.sign(compareCells(left, right, type)) + 0

describe('compareCells', () => {
  it.each(columnTypes)('orders every %s among all others', (type) => {
    const cell = fc.oneof({ weight: 9, arbitrary: cells[type] }, fc.constant(null))
    fc.assert(
      fc.property(cell, cell, cell, (first, second, third) => {
        expect(sign(first, first, type)).toBe(0)
        expect(sign(first, second, type)).toBe(-sign(second, first, type) + 0)
        const [low, middle, high] = [first, second, third].sort((left, right) => compareCells(left, right, type))
        expect(sign(low ?? null, middle ?? null, type)).not.toBe(1)
        expect(sign(middle ?? null, high ?? null, type)).not.toBe(1)
        expect(sign(low ?? null, high ?? null, type)).not.toBe(1)
      }),
    )
  })

  it.each(['decimal', 'text', 'timestamp', 'date', 'time', 'integer'] as const)(
    'takes different cells of type %s for different',
    (type) => {
      fc.assert(
        fc.property(cells[type], cells[type], (left, right) => {
          expect(sign(left, right, type) === 0).toBe(left === right)
        }),
      )
    },
  )

  it('orders decimals as numbers, whatever their length', () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        expect(sign(left.cell, right.cell, 'decimal')).toBe(signOf(left.value, right.value))
      }),
    )
  })

  it('orders instants by time, whatever their precision', () => {
    fc.assert(
      fc.property(timestamp, timestamp, (left, right) => {
        expect(sign(left.cell, right.cell, 'timestamp')).toBe(signOf(left.value, right.value))
      }),
    )
  })

  it('orders integers by value, be they numbers or BigInts', () => {
    fc.assert(
      fc.property(integer, integer, (left, right) => {
        expect(sign(left, right, 'integer')).toBe(signOf(BigInt(left), BigInt(right)))
      }),
    )
  })

  it.each([
    ['decimal', '9', '10'],
    ['decimal', '-10', '-9'],
    ['decimal', '-0.5', '0'],
    ['decimal', '0.45', '0.5'],
    ['decimal', '1', '1.000000000000000000000000000001'],
    ['timestamp', '2026-01-01T12:00:00Z', '2026-01-01T12:00:00.5Z'],
    ['timestamp', '2026-01-01T12:00:00.45Z', '2026-01-01T12:00:00.5Z'],
    ['time', '12:00:00', '12:00:00.000001'],
    ['date', '0999-12-31', '1000-01-01'],
    ['boolean', false, true],
    ['integer', 9007199254740991, 9007199254740992n],
    ['float', -Infinity, -1],
    ['float', Infinity, NaN],
    ['text', 'Z', 'a'],
    ['text', '10', '9'],
    ['text', 'a', 'aa'],
    ['text', '\uffff', '\u{1f600}'],
    ['text', 'x\ufffd', 'x\u{1f600}'],
    ['text', '\u{1f600}', '\u{1f600}\ufffd'],
    ['json', '"\uffff"', '"\u{1f600}"'],
    ['binary', new Uint8Array([1]), new Uint8Array([1, 0])],
    ['binary', new Uint8Array([2]), new Uint8Array([128])],
  ] as const)('%s: %s comes before %s', (type, left, right) => {
    expect(sign(left, right, type)).toBe(-1)
    expect(sign(right, left, type)).toBe(1)
  })

  it('orders texts as their UTF-8 bytes are ordered', () => {
    // Mostly characters around the surrogates, so that texts differ where code units and code points disagree.
    const unit = fc.oneof(
      fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    )
    const text = fc.string({ unit, maxLength: 5 })
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(sign(left, right, 'text')).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)))
      }),
    )
  })

  it('orders lone surrogates, which have no bytes, among all other texts', () => {
    const texts = ['a', '\uffff', '\ud800', '\ud800\udc00', '\udbff\udfff', '\udfff']
    for (const [index, left] of texts.entries()) {
      for (const right of texts.slice(index + 1)) expect(sign(left, right, 'text')).toBe(-1)
    }
  })

  it('takes both zeros and every NaN for the same', () => {
    expect(sign(0, -0, 'float')).toBe(0)
    expect(sign(NaN, NaN, 'float')).toBe(0)
    expect(sign(NaN, null, 'float')).toBe(1)
  })
})
