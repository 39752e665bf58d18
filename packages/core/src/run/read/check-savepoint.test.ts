import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { SavepointRefusedError } from '../../contract/errors/savepoint-refused-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import { maxSavepointBytes } from '../../contract/part.ts'
import type { Stream } from '../../contract/stream.ts'
import { checkSavepoint } from './check-savepoint.ts'

async function* read(): AsyncGenerator<never> {}

const stream: Stream = { name: 'orders', incremental: 'savepoint', read }

describe('checkSavepoint', () => {
  it('takes any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(() => checkSavepoint(value as JsonValue, stream, 'incremental')).not.toThrow()
      }),
    )
  })

  const cycle: Record<string, unknown> = {}
  cycle['left'] = [cycle]
  cycle['right'] = cycle

  it.each<readonly [name: string, value: unknown]>([
    ['a date', { at: new Date(0) }],
    ['undefined in an object', { at: undefined }],
    ['undefined in an array', [undefined]],
    ['NaN', { at: NaN }],
    ['infinity', [Infinity]],
    ['a function', { toJSON: () => 'a' }],
    ['a symbol', Symbol('a')],
    ['bytes', new Uint8Array([1])],
    ['a map', { seen: new Map() }],
    ['an instance of a class', new URL('https://example.com')],
    ['a cycle', cycle],
  ])('refuses %s, which would not come back as it was', (_name, value) => {
    expect(() => checkSavepoint(value as JsonValue, stream, 'incremental')).toThrow(SavepointRefusedError)
  })

  it('measures the text in bytes, to the last one', () => {
    const fits = 'é'.repeat(maxSavepointBytes / 2 - 1)
    expect(() => checkSavepoint(fits, stream, 'incremental')).not.toThrow()
    expect(() => checkSavepoint(`${fits}x`, stream, 'incremental')).toThrow(SavepointRefusedError)
    expect(() => checkSavepoint(`${fits}x`, stream, 'incremental')).toThrow(
      `orders yielded a savepoint of ${maxSavepointBytes + 1} bytes; at most ${maxSavepointBytes}`,
    )
  })

  it('refuses a savepoint of a stream that does not declare any, unless it is read in full', () => {
    const { incremental: _, ...plain } = stream
    expect(() => checkSavepoint(1, plain, 'incremental')).toThrow(InvalidPartError)
    expect(() => checkSavepoint(1, { ...plain, incremental: 'cursor' }, 'incremental')).toThrow(InvalidPartError)
    expect(() => checkSavepoint(1, plain, 'full')).not.toThrow()
  })

  it('refuses a savepoint while a range is read, which leaves savepoints alone', () => {
    expect(() => checkSavepoint(1, stream, 'range')).toThrow(InvalidPartError)
  })
})
