import { expect, test } from 'vitest'
import { canonicalText } from './canonical-text.ts'

const equal: readonly (readonly [left: unknown, right: unknown])[] = [
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [{ a: null, b: [], c: {}, d: undefined }, {}],
  [{ a: { b: [{}] } }, { a: { b: [null] } }],
  [-0, 0],
  [12, 12n],
  ['2026-01-01T02:00:00.5+02:00', '2026-01-01T00:00:00.500000Z'],
  [new Date(0), '1970-01-01T00:00:00Z'],
]

const different: readonly (readonly [left: unknown, right: unknown])[] = [
  ['1', 1],
  [true, 'true'],
  [
    [1, 2],
    [2, 1],
  ],
  [[null], []],
  [{ a: 'x' }, [['a', 'x']]],
  ['2026-01-01T00:00:00.0000001Z', '2026-01-01T00:00:00Z'],
  ['2026-01-01', '2026-01-01T00:00:00Z'],
  [Number.NaN, null],
  [JSON.parse('{"__proto__":1}'), {}],
  [new Uint8Array([1]), new Uint8Array([2])],
]

test.each(equal)('%o means the same as %o', (left, right) => {
  expect(canonicalText(left)).toBe(canonicalText(right))
})

test.each(different)('%o does not mean the same as %o', (left, right) => {
  expect(canonicalText(left)).not.toBe(canonicalText(right))
})

test('a value that contains itself is refused', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  expect(() => canonicalText(cycle)).toThrow(/contains itself/)
})
