import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'
import { parseJson } from '../kit/parse-json.ts'

describe('text', () => {
  test.each<readonly [unknown, string]>([
    [null, 'null'],
    [undefined, 'null'],
    [true, 'true'],
    ['a"b\n', '"a\\"b\\n"'],
    ['\ud800', '"\\ud800"'],
    ['\0', '"\\u0000"'],
    [-0, '0'],
    [1e21, '1e+21'],
    [12345678901234567890n, '12345678901234567890'],
    [{ b: 1, a: [1, undefined, null], c: undefined }, '{"a":[1,null,null],"b":1}'],
    [{ 10: 'x', 9: 'y' }, '{"10":"x","9":"y"}'],
    [JSON.parse('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}'],
    [{ '': {} }, '{"":{}}'],
    [new Date('2024-01-01T00:00:00.000Z'), '"2024-01-01T00:00:00Z"'],
    [{ at: new Date(8.64e15) }, '{"at":"+275760-09-13T00:00:00.000Z"}'],
    [Buffer.from('hi'), '"aGk="'],
    [{ url: new URL('https://x.test/') }, '{"url":"https://x.test/"}'],
  ])('%o is written %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  test('is the same for every order of keys', () => {
    expect(canonicalJson({ b: { d: 1, c: 2 }, a: 3 })).toBe(canonicalJson({ a: 3, b: { c: 2, d: 1 } }))
  })

  test('is read back exactly', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        expect(canonicalJson(parseJson(text))).toBe(text)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 300 },
    )
  })

  test('integers beyond those of numbers are read as BigInt', () => {
    expect(parseJson('[9007199254740991,9007199254740993,-18446744073709551616,1e25,1.5]')).toEqual([
      9007199254740991,
      9007199254740993n,
      -18446744073709551616n,
      1e25,
      1.5,
    ])
  })
})

describe('rejected with its path', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = { again: cycle }
  let deep: unknown = 1
  for (let level = 0; level < 200; level++) deep = { in: deep }
  const sparse: unknown[] = []
  sparse.length = 4_000_000_000

  test.each<readonly [string, unknown, string]>([
    ['unsupported_value', { a: [{ f: () => 1 }] }, 'a.f'],
    ['unsupported_value', { s: Symbol('x') }, 's'],
    ['unsupported_value', { m: new Map() }, 'm'],
    ['not_finite', { n: [Number.NaN] }, 'n.[]'],
    ['invalid_date', { d: new Date(Number.NaN) }, 'd'],
    ['cycle', cycle, 'self.again'.repeat(1)],
    ['too_deep', deep, 'in'],
    ['sparse_array', { sparse }, 'sparse.[]'],
  ])('%s', (code, value, path) => {
    let thrown: unknown
    try {
      canonicalJson(value)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code, path: expect.stringContaining(path) as string })
  })
})
