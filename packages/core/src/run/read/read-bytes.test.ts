import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { parseJson } from '../../kit/parse-json.ts'
import { BytesReader } from './read-bytes.ts'

const text = (given: string): Uint8Array => new TextEncoder().encode(given)
const lines = (given: string) => ({ bytes: text(given), format: 'ndjson' }) as const
const array = (given: string) => ({ bytes: text(given), format: 'json-array' }) as const

/** Cuts the bytes anywhere, and hands every piece over in one and the same buffer. */
function readInPieces(bytes: Uint8Array, cuts: readonly number[]): unknown[] {
  const reader = new BytesReader('source shop')
  const buffer = new Uint8Array(bytes.length)
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((left, right) => left - right)
  const records: unknown[] = []
  let start = 0
  for (const end of ends) {
    buffer.fill(0x78)
    buffer.set(bytes.subarray(start, end))
    records.push(...reader.read({ bytes: buffer.subarray(0, end - start), format: 'ndjson' }))
    start = end
  }
  return [...records, ...reader.end()]
}

describe('ndjson', () => {
  it('gives the same records wherever the bytes are cut', () => {
    const line = fc.oneof(
      { weight: 5, arbitrary: fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.stringify(value)) },
      fc.constantFrom('', ' ', '\t', '{"id":12345678901234567890}', '{"__proto__":{"a":1}}'),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n'))),
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 30 }),
        (given, endsWithLine, cuts) => {
          const whole = given.map(([record, end]) => record + end).join('')
          const bytes = text(endsWithLine ? whole : whole.trimEnd())
          const expected = given.filter(([record]) => record.trim() !== '').map(([record]) => parseJson(record))
          expect(readInPieces(bytes, cuts)).toEqual(expected)
        },
      ),
    )
  })

  it('reads a line that comes one byte at a time', () => {
    const bytes = text('{"name":"Zoë 🦊"}\n')
    expect(readInPieces(bytes, [...bytes.keys()])).toEqual([{ name: 'Zoë 🦊' }])
  })

  it('skips a byte order mark', () => {
    expect(new BytesReader('source shop').read(lines('\uFEFF{"id":1}\n'))).toEqual([{ id: 1 }])
  })

  it('keeps an integer that a number cannot hold', () => {
    expect(new BytesReader('source shop').read(lines('{"id":9007199254740993}\n'))).toEqual([{ id: 9007199254740993n }])
  })

  it('gives a last line without an end once, at the end', () => {
    const reader = new BytesReader('source shop')
    expect(reader.read(lines('1\n2'))).toEqual([1])
    expect(reader.end()).toEqual([2])
    expect(reader.end()).toEqual([])
    expect(reader.read(lines('3\n'))).toEqual([3])
  })

  it('refuses half a record at the end', () => {
    const reader = new BytesReader('source shop')
    reader.read(lines('{"id":1}\n{"id":'))
    expect(() => reader.end()).toThrow(InvalidPartError)
  })

  it('refuses what is not JSON without quoting it', () => {
    const refused = thrownBy(() => new BytesReader('source shop').read(lines('{"key": hunter2}\n')))
    expect(InvalidPartError.isInstance(refused)).toBe(true)
    expect(refused.message).toMatch(/source shop .*16 characters/)
    expect(refused.message).not.toContain('hunter2')
    expect(refused.cause).toBeUndefined()
  })

  it('refuses what is not UTF-8 instead of replacing it', () => {
    const bytes = new Uint8Array([0x22, 0xff, 0x22, 0x0a])
    const refused = thrownBy(() => new BytesReader('source shop').read({ bytes, format: 'ndjson' }))
    expect(refused.message).toContain('not UTF-8')
  })
})

describe('json-array', () => {
  it('reads the elements of one array', () => {
    expect(new BytesReader('source shop').read(array(' [{"id":1}, null, [2]] '))).toEqual([{ id: 1 }, null, [2]])
    expect(new BytesReader('source shop').read(array('[]'))).toEqual([])
    expect(new BytesReader('source shop').read(array('\uFEFF[1]'))).toEqual([1])
  })

  it.each(['{"id":1}', 'null', '[1', '', '[1][2]'])('refuses %s', (given) => {
    const refused = thrownBy(() => new BytesReader('source shop').read(array(given)))
    expect(InvalidPartError.isInstance(refused)).toBe(true)
  })

  it('comes after a line that was begun before it', () => {
    const reader = new BytesReader('source shop')
    expect(reader.read(lines('{"id":1}'))).toEqual([])
    expect(reader.read(array('[{"id":2}]'))).toEqual([{ id: 1 }, { id: 2 }])
    expect(reader.end()).toEqual([])
  })

  it('does not join a line that was cut in two around it', () => {
    const reader = new BytesReader('source shop')
    reader.read(lines('{"id":'))
    expect(() => reader.read(array('[{"id":2}]'))).toThrow(InvalidPartError)
  })
})

function thrownBy(call: () => unknown): Error {
  try {
    call()
  } catch (thrown) {
    if (thrown instanceof Error) return thrown
  }
  throw new Error('nothing was thrown')
}
