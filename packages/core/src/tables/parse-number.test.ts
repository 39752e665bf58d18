import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDecimal, integerCell, parseDecimal, parseFloatExactly, parseInteger } from './parse-number.ts'

describe('decimals', () => {
  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['15', '15'],
    ['1.50', '1.5'],
    ['10', '10'],
    ['10.0', '10'],
    ['-1.25', '-1.25'],
    ['0.001', '0.001'],
    ['1e3', '1000'],
    ['1.5E+2', '150'],
    ['1.234e2', '123.4'],
    ['12e-1', '1.2'],
    ['5e-3', '0.005'],
    ['0e99', '0'],
    ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
  ])('%s is %s', (text, cell) => {
    expect(parseDecimal(text)).toBe(cell)
  })

  test.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '01',
    '007',
    '.5',
    '5.',
    '1e',
    '0x10',
    '1_000',
    '1,5',
    'NaN',
    'Infinity',
    '١',
    '1e999999999',
  ])('%j is none', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
  })

  test.each([
    [0.1, '0.1'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [123.456, '123.456'],
  ])('the number %s is %s', (value, cell) => {
    expect(formatDecimal(value)).toBe(cell)
  })

  test('every finite number is written as itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(formatDecimal(value))).toBe(value + 0)
        expect(formatDecimal(value)).toMatch(/^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('integers in text', () => {
  test.each([
    ['15', 15],
    ['15.0', 15],
    ['1e2', 100],
    ['-0', 0],
    ['9007199254740992', 9007199254740992n],
    ['9223372036854775807', 9223372036854775807n],
    ['9223372036854775808', undefined],
    ['-9223372036854775808', -9223372036854775808n],
    ['-9223372036854775809', undefined],
    ['1.5', undefined],
    ['abc', undefined],
  ])('%s is %s', (text, cell) => {
    expect(parseInteger(text)).toBe(cell)
  })
})

describe('floats in text', () => {
  test.each([
    ['15', 15],
    ['15.0', 15],
    ['0.1', 0.1],
    ['0.10', 0.1],
    ['-0.0', 0],
    ['1e300', 1e300],
    ['1e400', undefined],
    ['0.1000000000000000055511151231257827', undefined],
    ['9007199254740993', undefined],
    ['1e-400', undefined],
    ['1h', undefined],
  ])('%s is %s', (text, cell) => {
    expect(parseFloatExactly(text)).toBe(cell)
  })
})

test.each([
  [5n, 5],
  [9007199254740991n, 9007199254740991],
  [9007199254740992n, 9007199254740992n],
  [2n ** 63n, undefined],
])('the BigInt %s is the integer cell %s', (value, cell) => {
  expect(integerCell(value)).toBe(cell)
})
