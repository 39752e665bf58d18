import { describe, expect, it } from 'vitest'
import { isCell } from './is-cell.ts'
import { isSameCell } from './is-same-cell.ts'
import { keyText } from './key-text.ts'
import { widenCell } from './widen-cell.ts'

describe('cells', () => {
  it.each([
    ['integer', [1, -5, 9_007_199_254_740_993n], [1.5, 1n, 2n ** 63n, '1']],
    ['float', [1.5, Number.NaN], ['1.5', 1n]],
    ['decimal', ['0', '-1.05', '123'], ['-0', '1.', '1.50', '01', '1e5', 1]],
    [
      'timestamp',
      ['2026-01-01T00:00:00Z', '2026-01-01T23:59:59.000001Z'],
      ['2026-01-01T00:00:00.10Z', '2026-13-01T00:00:00Z', '2026-01-01'],
    ],
    ['date', ['2026-12-31'], ['2026-1-1']],
    ['time', ['23:59:59.5'], ['24:00:00', '10:00']],
    ['binary', [new Uint8Array(2)], ['ab']],
    ['boolean', [false], [0]],
  ] as const)('have one form as %s', (type, good, bad) => {
    expect(good.map((value) => isCell(value, type))).toEqual(good.map(() => true))
    expect(bad.map((value) => isCell(value, type))).toEqual(bad.map(() => false))
  })

  it.each([
    [9_007_199_254_740_993n, 'float', undefined],
    [2n ** 62n, 'float', 2 ** 62],
    [7, 'decimal', '7'],
    [9_007_199_254_740_993n, 'decimal', '9007199254740993'],
    [1.25e-9, 'decimal', '0.00000000125'],
    [-1.25e30, 'decimal', `-125${'0'.repeat(28)}`],
    [-0, 'decimal', '0'],
    [Number.POSITIVE_INFINITY, 'decimal', undefined],
    [null, 'decimal', null],
  ] as const)('widen %s to %s', (cell, type, widened) => {
    expect(widenCell(cell, type)).toBe(widened)
  })

  it('are the same by value', () => {
    expect(isSameCell(undefined, null)).toBe(true)
    expect(isSameCell(-0, 0)).toBe(true)
    expect(isSameCell(Number.NaN, Number.NaN)).toBe(true)
    expect(isSameCell(Uint8Array.of(1), Uint8Array.of(1))).toBe(true)
    expect(isSameCell('', null)).toBe(false)
  })

  it('make different keys of different cells', () => {
    expect(keyText(['a', 'b,c'])).not.toBe(keyText(['a,b', 'c']))
    expect(keyText([null])).not.toBe(keyText(['null']))
    expect(keyText([-0])).toBe(keyText([0]))
  })
})
