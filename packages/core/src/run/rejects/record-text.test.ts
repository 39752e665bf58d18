import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRecord, writeRecord } from './record-text.ts'

const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '', '$', '$$', '$bigint', '$date', '$bytes', '$number'),
)

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    // Zero has one form only.
    fc.double().map((number) => number + 0),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.array(fc.tuple(key, tie('value'))).map((entries) => Object.fromEntries(entries)),
    fc.tuple(key, fc.string()).map(([only, text]) => Object.fromEntries([[only, text]])),
  ),
}))

const anyRecord = fc.array(fc.tuple(key, value)).map((entries) => Object.fromEntries(entries))

/** What comes back; fails where the record could not be written. */
function passedOn(record: unknown): unknown {
  const text = writeRecord(record)
  if (text === undefined) throw new Error('the record was not written')
  return readRecord(text)
}

describe('record text', () => {
  it('gives back any record', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(isDeepStrictEqual(passedOn(record), record)).toBe(true)
      }),
    )
  })

  it('is the same text after a round trip', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(writeRecord(passedOn(record))).toBe(writeRecord(record))
      }),
    )
  })

  it('tells different records apart', () => {
    const alike = [
      { a: 1n },
      { a: 1 },
      { a: '1' },
      { a: { $bigint: '1' } },
      { a: { $$bigint: '1' } },
      { a: new Date(0) },
      { a: '1970-01-01T00:00:00.000Z' },
      { a: NaN },
      { a: 'NaN' },
      { a: null },
      { a: Infinity },
      { a: new Uint8Array([1]) },
      { a: [1] },
      {},
    ]
    expect(new Set(alike.map((record) => writeRecord(record))).size).toBe(alike.length)
  })

  it('pollutes no prototype', () => {
    const record = passedOn(JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'))
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype)
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
    expect(Object.keys(Object(record))).toEqual(['__proto__', 'constructor'])
  })

  it('keeps lone surrogates and NUL', () => {
    const record = { '\u0000': '\uD800', '\uDFFF': '\u0000' }
    expect(passedOn(record)).toEqual(record)
  })

  it('keeps a date that is none', () => {
    expect(passedOn({ at: new Date(NaN) })).toEqual({ at: new Date(NaN) })
  })

  it('keeps only the part of a buffer that is looked at', () => {
    const whole = new Uint8Array([1, 2, 3, 4])
    expect(passedOn({ bytes: whole.subarray(1, 3) })).toEqual({ bytes: new Uint8Array([2, 3]) })
    expect(passedOn({ view: new DataView(whole.buffer, 3, 1) })).toEqual({ view: new Uint8Array([4]) })
  })

  it('leaves out what is undefined, and keeps its place in an array', () => {
    expect(passedOn({ a: undefined, b: [undefined, 1] })).toEqual({ b: [null, 1] })
    expect(Object.keys(Object(passedOn({ a: undefined })))).toEqual([])
  })

  it('keeps what an instance of a class answers to toJSON', () => {
    expect(passedOn({ home: new URL('https://example.com/a') })).toEqual({ home: 'https://example.com/a' })
  })

  it('does not make an empty object of what it cannot write', () => {
    expect(writeRecord({ tags: new Map([['a', 1]]) })).toBeUndefined()
    expect(writeRecord({ tags: new Set(['a']) })).toBeUndefined()
    expect(writeRecord({ pattern: /a/ })).toBeUndefined()
  })

  it.each([
    ['a function', { a: () => 1 }],
    ['a symbol', { a: [Symbol('a')] }],
    [
      'a getter that throws',
      {
        get a(): never {
          throw new Error('no')
        },
      },
    ],
    ['nothing', undefined],
  ])('answers undefined for %s', (_name, record) => {
    expect(writeRecord(record)).toBeUndefined()
  })

  it('answers undefined for a cycle, at once', () => {
    const record: Record<string, unknown> = {}
    record['left'] = [record]
    record['right'] = { record }
    expect(writeRecord(record)).toBeUndefined()
  })

  it('answers undefined for endless nesting, and keeps what a record may have', () => {
    expect(writeRecord(nested(10_000))).toBeUndefined()
    expect(passedOn(nested(100))).toEqual(nested(100))
  })

  it('writes what is no record at all, since a source may yield anything', () => {
    expect(passedOn('text')).toBe('text')
    expect(passedOn(null)).toBeNull()
    expect(passedOn([1n])).toEqual([1n])
  })
})

function nested(depth: number): unknown {
  let record: unknown = 'core'
  for (let level = 0; level < depth; level += 1) record = { a: record }
  return record
}
