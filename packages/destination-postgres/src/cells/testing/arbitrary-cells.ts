import type { CellValue, ColumnType } from '@millrace/core/plugin'
import fc from 'fast-check'
import { findJsonFault } from '../find-json-fault.ts'

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

const microseconds = fc
  .nat({ max: 999_999 })
  .map((value) => (value === 0 ? '' : `.${pad(value, 6).replace(/0+$/, '')}`))
const fraction = fc.oneof(fc.constant(''), microseconds)
const time = fc
  .tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }), fc.nat({ max: 59 }), fraction)
  .map(([hour, minute, second, rest]) => `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}${rest}`)

const year = fc.oneof(
  fc.integer({ min: 0, max: 9999 }),
  fc.constantFrom(0, 1, 4, 100, 400, 1900, 2000, 2285, 2286, 9999),
)
const date = fc
  .tuple(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
  .map(([year, month, day]) => {
    const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    const days = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
    return `${pad(year, 4)}-${pad(month, 2)}-${pad(Math.min(day, days), 2)}`
  })

const integer = fc
  .oneof(
    fc.maxSafeInteger().map(BigInt),
    fc.integer({ min: -3, max: 3 }).map(BigInt),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc
      .tuple(fc.integer({ min: 0, max: 62 }), fc.integer({ min: -1, max: 1 }))
      .map(([n, d]) => 2n ** BigInt(n) + BigInt(d)),
  )
  .map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value))

const decimal = fc
  .tuple(
    fc.boolean(),
    fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 60n }),
      fc.bigInt({ min: 0n, max: 99_999n }),
      fc.nat({ max: 40 }).map((zeros) => 10n ** BigInt(zeros)),
    ),
    fc
      .array(fc.oneof(fc.nat({ max: 9 }), fc.constant(0)), { maxLength: 60 })
      .map((digits) => digits.join('').replace(/0+$/, '')),
  )
  .map(([isNegative, whole, digits]) => {
    const text = digits === '' ? String(whole) : `${whole}.${digits}`
    return isNegative && text !== '0' ? `-${text}` : text
  })

/** Around the lengths at which texts are written in other ways. */
const length = fc.oneof(fc.nat({ max: 40 }), fc.constantFrom(47, 48, 49, 1000, 43_680, 131_000, 300_000))
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc
      .tuple(length, fc.string({ unit: 'binary-ascii', minLength: 1 }))
      .map(([length, pattern]) => pattern.repeat(length).slice(0, length)),
    fc
      .tuple(length, fc.string({ unit: 'binary', minLength: 1 }))
      .map(([length, pattern]) => pattern.repeat(length).slice(0, length).toWellFormed()),
  )
  .map((value) => value.replaceAll('\0', '\u0001'))

const binary = fc
  .tuple(length, fc.uint8Array({ minLength: 1, maxLength: 40 }))
  .map(([length, pattern]) => Uint8Array.from({ length }, (_, index) => pattern[index % pattern.length] ?? 0))

/** As the engine writes it: what JSON calls a number may have more digits than JavaScript keeps. */
const json = fc
  .oneof(
    fc.json({ stringUnit: 'binary' }),
    fc.bigInt().map(String),
    fc.constantFrom('1e+308', '5e-324', '"\\\\u0000"', '"\ud83d\ude00"'),
  )
  .filter((value) => findJsonFault(value) === undefined)

/** Cells that Postgres can hold, NULL not among them. */
export const arbitraryCell: Readonly<Record<ColumnType, fc.Arbitrary<CellValue>>> = {
  boolean: fc.boolean(),
  integer,
  float: fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE)),
  decimal,
  text,
  timestamp: fc.tuple(date, time).map(([date, time]) => `${date}T${time}Z`),
  date,
  time,
  json,
  binary,
}
