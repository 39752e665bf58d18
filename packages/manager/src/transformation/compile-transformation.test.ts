import { createHmac } from 'node:crypto'
import { arraySource, InvalidOptionsError, memoryDestination, runPipeline } from '@millrace/core'
import { describe, expect, it } from 'vitest'
import { compileTransformation } from './compile-transformation.ts'
import type { TransformationStep } from './transformation-data.ts'
import { TransformationError } from './transformation-error.ts'

const hashKey = 'the key of this test'

describe('compileTransformation', () => {
  it('renames, also out of and into objects', () => {
    expect(apply({ do: 'rename', path: 'a', to: 'b' }, { a: 1 })).toEqual({ b: 1 })
    expect(apply({ do: 'rename', path: 'a.b', to: 'c.d' }, { a: { b: 1, x: 2 }, c: {} })).toEqual({
      a: { x: 2 },
      c: { d: 1 },
    })
    expect(apply({ do: 'rename', path: 'a', to: 'b' }, { c: 1 })).toEqual({ c: 1 })
    expect(apply({ do: 'rename', path: 'a', to: 'b' }, { a: null })).toEqual({ b: null })
    expect(apply({ do: 'rename', path: 'a', to: 'b' }, { a: 1, b: null })).toEqual({ b: 1 })
  })

  it('renames inside each element of an array', () => {
    const record = { list: [{ a: { b: 1 } }, { c: 2 }, null, 5, [{ a: { b: 3 } }]] }
    expect(apply({ do: 'rename', path: 'list.a.b', to: 'list.d' }, record)).toEqual({
      list: [{ a: {}, d: 1 }, { c: 2 }, null, 5, [{ a: {}, d: 3 }]],
    })
  })

  it('rejects a record in which a renamed value would write over another one', () => {
    expect(() => apply({ do: 'rename', path: 'a', to: 'b' }, { a: 1, b: 'secret' })).toThrow(TransformationError)
    expect(() => apply({ do: 'rename', path: 'a', to: 'b.c' }, { a: 1, b: 'secret' })).toThrow('b.c: cannot take')
  })

  it('drops, at the top, below and in elements', () => {
    expect(apply({ do: 'drop', path: 'a' }, { a: 1, b: 2 })).toEqual({ b: 2 })
    expect(apply({ do: 'drop', path: 'a.b' }, { a: { b: 1, c: 2 } })).toEqual({ a: { c: 2 } })
    expect(apply({ do: 'drop', path: 'list.[].a' }, { list: [{ a: 1 }, { b: 2 }] })).toEqual({ list: [{}, { b: 2 }] })
    expect(apply({ do: 'drop', path: 'a.b' }, { a: 5 })).toEqual({ a: 5 })
  })

  it('changes texts, and leaves alone what is none', () => {
    expect(apply({ do: 'lower', path: 'a' }, { a: 'ÄB' })).toEqual({ a: 'äb' })
    expect(apply({ do: 'upper', path: 'list.a' }, { list: [{ a: 'x' }, { a: 5 }, { a: null }] })).toEqual({
      list: [{ a: 'X' }, { a: 5 }, { a: null }],
    })
    expect(apply({ do: 'trim', path: 'tags' }, { tags: [' a ', 'b\n', 1] })).toEqual({ tags: ['a', 'b', 1] })
  })

  it('casts, and rejects what does not fit without showing it', () => {
    expect(apply({ do: 'cast', path: 'list.n', type: 'integer' }, { list: [{ n: '5' }, {}] })).toEqual({
      list: [{ n: 5 }, {}],
    })
    expect(apply({ do: 'cast', path: 'tags', type: 'text' }, { tags: [1, null] })).toEqual({ tags: ['1', null] })
    expect(apply({ do: 'cast', path: 'tags', type: 'json' }, { tags: [1, '2'] })).toEqual({ tags: [1, '2'] })
    const error = thrownBy(() => apply({ do: 'cast', path: 'a.b', type: 'integer' }, { a: { b: 'secret' } }))
    expect(error).toMatchObject({ code: 'transformation_failed', path: 'a.b' })
    expect(String(error)).toBe('TransformationError: a.b: the value is no integer, and cannot be read as one')
  })

  it('hashes by HMAC-SHA-256, canonically: equal values stay equal', () => {
    const hmac = (text: string): string => createHmac('sha256', hashKey).update(text).digest('hex')
    expect(apply({ do: 'hash', path: 'a' }, { a: 'ä' })).toEqual({ a: hmac('ä') })
    expect(apply({ do: 'hash', path: 'a' }, { a: 15 })).toEqual({ a: hmac('15') })
    expect(apply({ do: 'hash', path: 'a' }, { a: 15n })).toEqual({ a: hmac('15') })
    expect(apply({ do: 'hash', path: 'a' }, { a: { y: 1, x: -0 } })).toEqual({ a: hmac('{"x":0,"y":1}') })
    expect(apply({ do: 'hash', path: 'list' }, { list: ['a', null] })).toEqual({ list: [hmac('a'), null] })
    expect(apply({ do: 'hash', path: 'a' }, { a: null })).toEqual({ a: null })
    expect(() => apply({ do: 'hash', path: 'a' }, { a: Number.NaN })).toThrow(TransformationError)
  })

  it('sets, and makes the objects on the way, but no arrays', () => {
    expect(apply({ do: 'set', path: 'a.b', value: 1 }, {})).toEqual({ a: { b: 1 } })
    expect(apply({ do: 'set', path: 'a', value: [1] }, { a: { b: 2 } })).toEqual({ a: [1] })
    expect(apply({ do: 'set', path: 'list.[].a', value: 1 }, { list: [{}, { a: 2 }, null] })).toEqual({
      list: [{ a: 1 }, { a: 1 }, null],
    })
    expect(apply({ do: 'set', path: 'list.[].a', value: 1 }, {})).toEqual({})
  })

  it('fills in where a value is null or missing', () => {
    expect(apply({ do: 'default', path: 'a', value: 1 }, {})).toEqual({ a: 1 })
    expect(apply({ do: 'default', path: 'a.b', value: 1 }, { a: null })).toEqual({ a: { b: 1 } })
    expect(apply({ do: 'default', path: 'a', value: 1 }, { a: 0 })).toEqual({ a: 0 })
    expect(apply({ do: 'default', path: 'a', value: 1 }, { a: null })).toEqual({ a: 1 })
  })

  it('takes the steps in their order', () => {
    const steps: TransformationStep[] = [
      { do: 'trim', path: 'a' },
      { do: 'rename', path: 'a', to: 'b' },
      { do: 'cast', path: 'b', type: 'integer' },
    ]
    expect(compileTransformation({ steps }, { functions: {} }).apply({ a: ' 5 ' })).toEqual({ b: 5 })
  })

  it('takes a function of the app, with its version', async () => {
    const functions = { double: { version: '2', apply: (record: object) => ({ ...record, double: true }) } }
    const { version, apply: run } = compileTransformation({ function: 'double' }, { functions })
    expect(version).toBe('function double: 2')
    expect(await run({ a: 1 })).toEqual({ a: 1, double: true })
    expect(() => compileTransformation({ function: 'toString' }, { functions })).toThrow('there are: double')
  })

  it('has a version of its own for each meaning, and for each key where it hashes', () => {
    const version = (step: TransformationStep, key: string = hashKey): string =>
      compileTransformation({ steps: [step] }, { functions: {}, hashKey: key }).version
    expect(version({ do: 'drop', path: 'a' })).toBe(version({ path: 'a', do: 'drop' }))
    expect(version({ do: 'drop', path: 'a' })).toBe(version({ do: 'drop', path: 'a' }, 'another key'))
    expect(version({ do: 'drop', path: 'a' })).not.toBe(version({ do: 'drop', path: 'b' }))
    expect(version({ do: 'hash', path: 'a' })).not.toBe(version({ do: 'hash', path: 'a' }, 'another key'))
    expect(version({ do: 'hash', path: 'a' })).not.toContain(hashKey)
  })

  it('refuses what is no transformation, and hashing without a key', () => {
    const wrong = { steps: [{ do: 'explode', path: 'a' } as unknown as TransformationStep] }
    expect(() => compileTransformation(wrong, { functions: {} })).toThrow(InvalidOptionsError)
    const hashing = { steps: [{ do: 'hash', path: 'a' } as const] }
    expect(() => compileTransformation(hashing, { functions: {} })).toThrow(InvalidOptionsError)
  })

  it('rejects one record in a run, and lets the others land', async () => {
    const destination = memoryDestination()
    const records = [
      { id: 1, n: '5' },
      { id: 2, n: 'secret' },
    ]
    const transform = compileTransformation({ steps: [{ do: 'cast', path: 'n', type: 'integer' }] }, { functions: {} })
    const result = await runPipeline({
      id: 'p',
      source: arraySource({ things: { primaryKey: 'id', records } }),
      destination,
      streams: { things: { transform } },
    })
    expect(result.steps.transformation).toEqual({ passed: 1, failed: 1 })
    expect(destination.table('things')).toMatchObject([{ id: 1, n: 5 }])
    const [reject] = destination.rejects('p', 'things')
    expect(reject?.message).toBe('transformation threw TransformationError')
  })
})

function apply(step: TransformationStep, record: Readonly<Record<string, unknown>>): unknown {
  return compileTransformation({ steps: [step] }, { functions: {}, hashKey }).apply(record)
}

function thrownBy(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    return error
  }
}
