import { InvalidOptionsError } from '@millrace/core'
import { describe, expect, it } from 'vitest'
import { compileFilter } from './compile-filter.ts'
import type { FilterCondition, FilterData, FilterOperator } from './filter-data.ts'

type Values = NonNullable<FilterCondition['values']>

describe('compileFilter', () => {
  // What a value of the record answers to each operator.
  it.each<[string, FilterOperator, Values, readonly unknown[], readonly unknown[]]>([
    ['numbers', 'is', [15], [15, 15n, '15', '15.0', '1.5e1'], [16, '15 ', '015', true, null, undefined, Number.NaN]],
    ['exact numbers', 'is', [0.1], [0.1, '0.1', '0.10', '1e-1'], ['0.1000000000000000055511151231257827', 0.2]],
    ['wide integers', 'is', [9007199254740993n], [9007199254740993n, '9007199254740993'], [9007199254740992]],
    ['wide integers', 'isGreaterThan', [9007199254740992], [9007199254740993n], [9007199254740992, '9007199254740992']],
    [
      'what is no number',
      'isLessThan',
      [5],
      [4.5, -1n, '-3', Number.NEGATIVE_INFINITY],
      [5, 'a', '', null, undefined, {}, false],
    ],
    ['zero', 'is', [0], [0, -0, 0n, '0', '-0'], ['', null, false]],
    ['booleans', 'isTrue', [], [true], [false, 1, 'true', null, undefined]],
    ['booleans', 'isFalse', [], [false], [true, 0, 'false', null, undefined]],
    ['booleans', 'is', [false], [false], [true, 0, 'false', null, undefined]],
    [
      'instants',
      'is',
      ['2026-01-31T12:00:00Z'],
      ['2026-01-31T13:00:00+01:00', '2026-01-31t12:00:00.000z', new Date('2026-01-31T12:00:00Z')],
      ['2026-01-31T12:00:00.001Z', '2026-01-31', null],
    ],
    [
      'instants',
      'isBefore',
      ['2026-01-31T12:00:00.5Z'],
      ['2026-01-31T12:00:00Z', '2026-01-31T13:00:00.4999+01:00'],
      ['2026-01-31T12:00:00.50Z', '2026-01-31', 'x', null],
    ],
    [
      'instants',
      'isOnOrAfter',
      ['2026-01-01T00:00:00Z'],
      ['2026-01-01T00:00:00Z', new Date('2027-01-01')],
      ['2025-12-31T23:59:59.999999Z', 1e15, null],
    ],
    [
      'days that are none',
      'isAfter',
      ['2026-01-01'],
      ['2026-02-28'],
      ['2026-02-30', '2026-13-01', '2026-02-28T00:00:00Z', null],
    ],
    [
      'dates',
      'isBetween',
      ['2026-01-01', '2026-01-31'],
      ['2026-01-01', '2026-01-31'],
      ['2026-02-01', '2025-12-31', null],
    ],
    ['times', 'is', ['12:00:00.50'], ['12:00:00.5'], ['12:00:00', '24:00:00', null]],
    ['times', 'isOnOrBefore', ['12:00:00'], ['00:00:00', '12:00:00.000'], ['12:00:00.001', '12:00', null]],
    ['texts', 'is', ['a'], ['a'], ['A', 'a ', null, undefined, ['a']]],
    // By code unit, the surrogates of U+1F600 would come before U+FF5E.
    ['texts', 'isLessThan', ['\u{1f600}'], ['\uff5e', 'z', ''], ['\u{1f600}', '\u{1f601}', null, 5]],
    ['texts', 'contains', ['b.c'], ['ab.cd', 'b.c'], ['abxcd', 'B.C', '', null, { 'b.c': 1 }]],
    ['texts', 'startsWith', ['ab'], ['ab', 'abc'], ['cab', 'Ab', null, 12]],
    ['texts', 'endsWith', ['ab'], ['ab', 'cab'], ['abc', null, undefined]],
    ['one of several', 'isOneOf', ['a', 'b'], ['a', 'b'], ['c', null, undefined]],
    ['none of several', 'isNotOneOf', [1, 2], [3, null, undefined, 'a'], [1, 2n, '2']],
    ['null and missing', 'isNot', ['a'], ['b', null, undefined, 1], ['a']],
    ['null and missing', 'isNotBetween', [1, 3], [0, 4, null, undefined, 'a'], [1, 2, 3, '2.5']],
    ['null and missing', 'doesNotContain', ['a'], ['b', null, undefined, 1, []], ['ba', ['a']]],
    ['null and missing', 'isNull', [], [null, undefined], ['', 0, false, [], {}]],
    ['null and missing', 'isNotNull', [], ['', 0, false, [], {}], [null, undefined]],
    ['null and missing', 'exists', [], [null, '', 0], [undefined]],
    ['null and missing', 'doesNotExist', [], [undefined], [null, '', 0]],
    [
      'what is empty',
      'isEmpty',
      [],
      [null, undefined, '', [], {}],
      [' ', 0, false, [null], { a: undefined }, new Date(0)],
    ],
    ['what is empty', 'isNotEmpty', [], [' ', 0, false, [null]], [null, undefined, '', [], {}]],
    ['arrays', 'contains', [2], [[1, 2], ['2.0']], [[], [1], [[2]], [null], null, 2]],
    ['arrays', 'contains', ['2026-01-01T00:00:00Z'], [['2026-01-01T01:00:00+01:00']], [['2026-01-01']]],
  ])('%s: %s', (_title, operator, values, passing, falling) => {
    const { apply } = compileFilter({ path: 'value', operator, values })
    const records = (list: readonly unknown[]) => list.map((value) => (value === undefined ? {} : { value }))
    expect(records(passing).filter((record) => !apply(record))).toEqual([])
    expect(records(falling).filter((record) => apply(record))).toEqual([])
  })

  it('finds values below objects, and nothing below null, scalars and arrays', () => {
    const { apply } = compileFilter({ path: 'a.b', operator: 'exists' })
    expect(apply({ a: { b: null } })).toBe(true)
    for (const a of [undefined, null, 5, 'text', [{ b: 1 }], {}, { b: undefined }]) expect(apply({ a })).toBe(false)
  })

  it('takes own fields only, and names with a point', () => {
    expect(compileFilter({ path: 'constructor', operator: 'exists' }).apply({})).toBe(false)
    expect(compileFilter({ path: '__proto__.x', operator: 'exists' }).apply({})).toBe(false)
    expect(compileFilter({ path: String.raw`a\.b`, operator: 'is', values: [1] }).apply({ 'a.b': 1 })).toBe(true)
  })

  it('joins conditions', () => {
    const is = (path: string): FilterData => ({ path, operator: 'isTrue' })
    const { apply } = compileFilter({ and: [is('a'), { or: [is('b'), is('c')] }] })
    expect(apply({ a: true, b: false, c: true })).toBe(true)
    expect(apply({ a: true, b: false })).toBe(false)
    expect(apply({ b: true })).toBe(false)
    expect(compileFilter({ and: [] }).apply({})).toBe(true)
  })

  it('has the same version for equal data, and another one for other data', () => {
    const version = (filter: FilterData): string => compileFilter(filter).version
    expect(version({ path: 'a', operator: 'is', values: [1n] })).toBe(
      version({ values: [1], operator: 'is', path: 'a' }),
    )
    expect(version({ path: 'a', operator: 'isNull' })).toBe(version({ path: 'a', operator: 'isNull', values: [] }))
    expect(version({ path: 'a', operator: 'is', values: [1] })).not.toBe(
      version({ path: 'a', operator: 'is', values: ['1'] }),
    )
    expect(version({ and: [] })).not.toBe(version({ path: 'a', operator: 'isNull' }))
  })

  it('refuses data that is no filter', () => {
    const wrong = { path: 'a', operator: 'resembles' as FilterOperator, values: [] }
    expect(() => compileFilter(wrong)).toThrow(InvalidOptionsError)
  })
})
