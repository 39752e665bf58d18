import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameReader } from './frame-reader.ts'

/** A message with a letter. */
function message(letter: string, body: string): Buffer {
  const head = Buffer.alloc(5, letter)
  head.writeInt32BE(4 + Buffer.byteLength(body), 1)
  return Buffer.concat([head, Buffer.from(body)])
}

/** What a client begins with. */
function opening(code: number, body = ''): Buffer {
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + body.length, 0)
  head.writeInt32BE(code, 4)
  return Buffer.concat([head, Buffer.from(body)])
}

const said = Buffer.concat([
  opening(80_877_103),
  opening(196_608, 'user\0x\0\0'),
  message('Q', 'begin\0'),
  message('d', 'Q of a copy\0'.repeat(100)),
  message('Q', `insert ${'x'.repeat(1000)}\0`),
  message('Q', 'commit\0'),
  message('X', ''),
])

test('whole messages are found wherever what was said is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: said.length }), { maxLength: 30 }), (cuts) => {
      const reader = new FrameReader({ speaker: 'client', wanted: 'Q' })
      const ends = [...cuts.toSorted((left, right) => left - right), said.length]
      const pieces = ends.flatMap((end, index) => reader.push(said.subarray(ends[index - 1] ?? 0, end)))
      expect(Buffer.concat(pieces.map(({ bytes }) => bytes))).toEqual(said)
      const whole = pieces.flatMap(({ type, bytes }) =>
        type === undefined ? [] : [[type, bytes.subarray(5).toString('latin1')]],
      )
      expect(whole.map(([type]) => type)).toEqual(['encryption', 'session', 'Q', 'Q'])
      expect(whole.slice(2).map(([, text]) => text)).toEqual(['begin\0', 'commit\0'])
    }),
  )
})

test('a server begins with a letter', () => {
  const reader = new FrameReader({ speaker: 'server', wanted: 'C' })
  const pieces = reader.push(Buffer.concat([message('Z', 'I'), message('C', 'COMMIT\0')]))
  expect(pieces.map(({ type }) => type)).toEqual([undefined, 'C'])
})

test('what never becomes whole is not lost', () => {
  const reader = new FrameReader({ speaker: 'server', wanted: 'C' })
  const half = message('C', 'COMMIT\0').subarray(0, 8)
  expect(reader.push(half)).toEqual([])
  expect(reader.end()).toEqual(half)
})
