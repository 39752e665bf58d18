import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snapshot } from './snapshot.ts'

describe('snapshot', () => {
  it('is equal to any JSON value, and shares no object or array with it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = structuredClone(value)
        const copy = snapshot(value)
        expect(copy).toEqual(value)
        spoil(value)
        expect(copy).toEqual(before)
      }),
    )
  })

  it('keeps dates, bytes and instances of classes as they are', () => {
    const record = {
      at: new Date(0),
      bytes: new Uint8Array([1]),
      home: new URL('https://example.com'),
      tags: new Map(),
    }
    const copy = Object(snapshot(record)) as typeof record
    expect(copy).not.toBe(record)
    for (const name of ['at', 'bytes', 'home', 'tags'] as const) expect(copy[name]).toBe(record[name])
  })

  it('keeps undefined, NaN, BigInts and functions', () => {
    const read = (): void => {}
    const copy = snapshot({ a: undefined, b: NaN, c: 1n, d: read, e: [undefined] })
    expect(copy).toStrictEqual({ a: undefined, b: NaN, c: 1n, d: read, e: [undefined] })
  })

  it('copies a field called __proto__ as a field', () => {
    const copy = snapshot(JSON.parse('{"__proto__":{"isAdmin":true}}'))
    expect(Object.keys(Object(copy))).toEqual(['__proto__'])
    expect(Reflect.get(Object(copy), 'isAdmin')).toBeUndefined()
  })

  it('copies objects without a prototype', () => {
    const record = Object.assign(Object.create(null), { a: { b: 1 } })
    const copy = snapshot(record)
    record.a.b = 2
    expect(copy).toEqual({ a: { b: 1 } })
  })

  it('gives a record back whose getter throws, so that it can be rejected', () => {
    const record = {
      get a(): never {
        throw new Error('no')
      },
    }
    expect(snapshot(record)).toBe(record)
  })

  it('gives a record back that holds itself in several places, without walking for ever', () => {
    const record: Record<string, unknown> = { id: 1 }
    record['left'] = record
    record['right'] = [record, { record }]
    expect(snapshot(record)).toBe(record)
  })

  it('copies what is nested as deep as a record may be', () => {
    const record = nested(100)
    const copy = snapshot(record)
    expect(copy).not.toBe(record)
    expect(copy).toEqual(record)
    expect(() => snapshot(nested(10_000))).not.toThrow()
  })

  it.each([null, undefined, 'text', 7, 7n, true])('gives %s back', (value) => {
    expect(snapshot(value)).toBe(value)
  })
})

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level += 1) value = { a: value }
  return value
}

/** Changes every object and array inside. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const member of Object.values(value)) spoil(member)
  if (Array.isArray(value)) value.push('spoilt')
  else Reflect.set(value, 'spoilt', true)
}
