import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from './parse-json.ts'

describe('parseJson', () => {
  it('agrees with JSON.parse where all integers are safe', () => {
    const value = fc.jsonValue({ stringUnit: 'binary' }).filter((given) => !holdsWideInteger(given))
    fc.assert(
      fc.property(value, (given) => {
        expect(parseJson(JSON.stringify(given))).toEqual(given)
      }),
    )
  })

  it('keeps every integer exactly, at any depth', () => {
    fc.assert(
      fc.property(fc.bigInt(), (given) => {
        const isSafe = BigInt(Number(given)) === given && Number.isSafeInteger(Number(given))
        const expected = isSafe ? Number(given) : given
        expect(parseJson(String(given))).toEqual(expected)
        expect(parseJson(`[{"id": ${given} }]`)).toEqual([{ id: expected }])
      }),
    )
  })

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740991', -9007199254740991],
    ['-9007199254740993', -9007199254740993n],
    // A text of digits is a text, and a number with a fraction or an exponent is no integer.
    ['"12345678901234567890"', '12345678901234567890'],
    ['0.1234567890123456789', 0.12345678901234568],
    ['12345678901234567890.0', Number('12345678901234567890')],
    ['1.2345678901234567e+21', Number('1.2345678901234567e21')],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toBe(value)
  })

  it('reads a key called __proto__ as a key, with wide integers beside it too', () => {
    for (const text of ['{"__proto__":{"isAdmin":true}}', '{"id":12345678901234567890,"__proto__":{"isAdmin":true}}']) {
      const value = parseJson(text)
      expect(Object.hasOwn(Object(value), '__proto__')).toBe(true)
      expect(Reflect.get(Object(value), 'isAdmin')).toBeUndefined()
    }
  })

  it.each(['', '{', '01', 'NaN', "{'a':1}", '1n'])('throws a SyntaxError at %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })
})

function holdsWideInteger(value: unknown): boolean {
  if (typeof value === 'number')
    return Object.is(value, -0) || (Number.isInteger(value) && !Number.isSafeInteger(value))
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsWideInteger)
}

it('a number too large to be held is refused, not turned into infinity', () => {
  expect(() => parseJson('{"n":1e400}')).toThrow('too large')
  expect(parseJson('{"n":1e+300}')).toEqual({ n: 1e300 })
})
