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
    ['12345678901234567.5', 12345678901234568],
    ['9007199254740991.4', 9007199254740991],
    ['1.2345678901234567e+21', Number('1.2345678901234567e21')],
    ['1e21', 1e21],
    ['1E+21', 1e21],
    ['1e+300', 1e300],
    ['1e-400', 0],
    ['-0', -0],
    ['-0.0', -0],
    ['1'.repeat(400), BigInt('1'.repeat(400))],
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

  it('keeps texts as they are beside wide integers, whatever they look like', () => {
    const texts = ['', '\\', '"', '\\"', '12345678901234567890', '[1e400,', '\u0000 \u2028', '\ud800', 'é\u{1f600}']
    const wide = 12345678901234567890n
    for (const text of texts) {
      const quoted = JSON.stringify(text)
      expect(parseJson(`{${quoted}:[${quoted},${wide},${quoted}]}`)).toEqual({ [text]: [text, wide, text] })
    }
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (given) => {
        expect(parseJson(`[ ${JSON.stringify(given)} , -${wide} ]`)).toEqual([given, -wide])
      }),
    )
  })

  it('tells integers from other long numbers beside them', () => {
    const text = '[12345678901234567890, 1234567890123456789.0, -12345678901234567890, 1e21, -0, 0.1234567890123456789]'
    expect(parseJson(text)).toEqual([
      12345678901234567890n,
      1234567890123456800,
      -12345678901234567890n,
      1e21,
      -0,
      0.12345678901234568,
    ])
  })

  it('takes the last of two fields with one name', () => {
    expect(parseJson('{"id":12345678901234567890,"id":1}')).toEqual({ id: 1 })
    expect(parseJson('{"id":1,"id":12345678901234567890}')).toEqual({ id: 12345678901234567890n })
    expect(parseJson('{"n":1e400,"n":1,"id":12345678901234567890}')).toEqual({ n: 1, id: 12345678901234567890n })
  })

  it.each([
    ['arrays', '[', ']', (value: object): unknown => Reflect.get(value, 0)],
    ['objects', '{"a":', '}', (value: object): unknown => Reflect.get(value, 'a')],
  ])('bears 100,000 levels of %s, exactly to the last', (_name, open, close, inside) => {
    const levels = 100_000
    for (const [text, expected] of [
      ['1', 1],
      ['12345678901234567890', 12345678901234567890n],
    ] as const) {
      let value: unknown = parseJson(open.repeat(levels) + text + close.repeat(levels))
      while (typeof value === 'object' && value !== null) value = inside(value)
      expect(value).toBe(expected)
    }
    expect(() => parseJson(`${open.repeat(levels)}1e400${close.repeat(levels)}`)).toThrow('too large')
  })

  it('finds the one wide integer of a long list', () => {
    const numbers = Array.from({ length: 200_000 }, (_, index) => index)
    const text = `[${numbers.join()},12345678901234567890]`
    expect(parseJson(text)).toEqual([...numbers, 12345678901234567890n])
  })

  it.each(['1e400', '-1e400', '[1e400]', '{"a":[{"n":-1E+999}],"id":12345678901234567890}'])(
    'refuses the number too large to be held in %s',
    (text) => {
      expect(() => parseJson(text)).toThrow(new SyntaxError('a number is too large to be held'))
    },
  )

  it.each(['', '{', '01', 'NaN', "{'a':1}", '1n', '{"a":12345678901234567890'])(
    'throws a SyntaxError at %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError)
    },
  )
})

function holdsWideInteger(value: unknown): boolean {
  if (typeof value === 'number')
    return Object.is(value, -0) || (Number.isInteger(value) && !Number.isSafeInteger(value))
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsWideInteger)
}
