import type { ColumnType } from '@millrace/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { castValue, unfit } from './cast-value.ts'

const bytes = new Uint8Array([1, 2, 255])

describe('castValue', () => {
  it.each<[ColumnType, readonly (readonly [unknown, unknown])[], readonly unknown[]]>([
    [
      'boolean',
      [
        [true, true],
        ['true', true],
        [1, true],
        [0n, false],
        ['false', false],
      ],
      ['True', 'yes', '', 2, 'null', {}, []],
    ],
    [
      'integer',
      [
        [5, 5],
        [-0, 0],
        ['15', 15],
        ['15.0', 15],
        ['1e3', 1000],
        [5n, 5],
        [9007199254740993n, 9007199254740993n],
        ['-9223372036854775808', -9223372036854775808n],
      ],
      [
        1.5,
        '1.5',
        '',
        ' 5',
        '05',
        '+5',
        '0x10',
        true,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        9223372036854775808n,
        1e20,
        'a',
        {},
        new Date(0),
      ],
    ],
    [
      'float',
      [
        [1.5, 1.5],
        ['1.50', 1.5],
        ['0.1', 0.1],
        [3n, 3],
        ['1e300', 1e300],
      ],
      ['0.12345678901234567890', 9007199254740993n, '1e400', 'NaN', '', true, []],
    ],
    [
      'decimal',
      [
        [1.5, 1.5],
        ['1.50', 1.5],
        ['0.12345678901234567890', '0.1234567890123456789'],
        ['9007199254740993', 9007199254740993n],
        [2n ** 70n, 2n ** 70n],
        ['-0.0', 0],
      ],
      [Number.NaN, 'a', '', '1,5', true, {}],
    ],
    [
      'text',
      [
        ['a', 'a'],
        [15, '15'],
        [1.5, '1.5'],
        [1e21, '1000000000000000000000'],
        [1e-7, '0.0000001'],
        [5n, '5'],
        [true, 'true'],
        [new Date('2026-01-01T00:00:00.500Z'), '2026-01-01T00:00:00.5Z'],
        [{ b: 1, a: [null] }, '{"a":[null],"b":1}'],
        [bytes, 'AQL/'],
      ],
      [Number.NaN, new Date(Number.NaN), Symbol('x'), () => 1],
    ],
    [
      'timestamp',
      [
        ['2026-01-31T13:00:00+01:00', '2026-01-31T12:00:00Z'],
        ['2026-01-31t12:00:00.123456000z', '2026-01-31T12:00:00.123456Z'],
        [new Date(0), '1970-01-01T00:00:00Z'],
      ],
      [
        '2026-01-31',
        '2026-01-31T12:00:00',
        '2026-02-30T12:00:00Z',
        '2026-01-31T12:00:00.1234567Z',
        '0001-01-01T00:00:00+01:00',
        1769860800,
        '',
        new Date(Number.NaN),
      ],
    ],
    [
      'date',
      [
        ['2026-02-28', '2026-02-28'],
        ['2024-02-29', '2024-02-29'],
      ],
      ['2026-02-29', '2026-2-8', '2026-01-31T00:00:00Z', '0000-01-01', 20260228, new Date(0)],
    ],
    [
      'time',
      [
        ['12:00:00.500', '12:00:00.5'],
        ['23:59:59', '23:59:59'],
      ],
      ['24:00:00', '12:00', '23:59:60', '12:00:00.1234567', 5],
    ],
    [
      'json',
      [
        ['{"a":[1]}', { a: [1] }],
        ['5', 5],
        [5, 5],
        ['9007199254740993', 9007199254740993n],
        [[1], [1]],
      ],
      ['a', '{', ''],
    ],
    [
      'binary',
      [
        [bytes, bytes],
        ['AQL/', bytes],
        ['', new Uint8Array()],
      ],
      ['AQL', 'AQL_', 'a b', 5, []],
    ],
  ])('%s', (type, fitting, unfitting) => {
    for (const [value, cast] of fitting) expect([value, castValue(value, type)]).toEqual([value, cast])
    for (const value of unfitting) expect([value, castValue(value, type)]).toEqual([value, unfit])
    expect(castValue(null, type)).toBeNull()
    expect(castValue(undefined, type)).toBeUndefined()
  })

  it('takes a value that was cast already, and leaves it as it is', () => {
    const types = ['boolean', 'integer', 'float', 'decimal', 'text', 'timestamp', 'date', 'time', 'binary'] as const
    const law = fc.property(
      fc.constantFrom(...types),
      fc.anything({ withBigInt: true, withDate: true }),
      (type, value) => {
        const cast = castValue(value, type)
        if (cast !== unfit) expect(castValue(cast, type)).toEqual(cast)
      },
    )
    fc.assert(law, { numRuns: 3000 })
  })

  it('brings every number back from its text', () => {
    const law = fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.bigInt(), (number, whole) => {
      expect(castValue(castValue(number, 'text'), 'float')).toBe(number + 0)
      expect(String(castValue(castValue(whole, 'text'), 'decimal'))).toBe(String(whole))
    })
    fc.assert(law)
  })
})
