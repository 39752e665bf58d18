import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { readKeys } from './secret-key.ts'

const bytes = randomBytes(32)

test('32 bytes are read from base64 and hexadecimal text', () => {
  const ring = readKeys([
    { id: 'a', key: bytes.toString('base64') },
    { id: 'b', key: bytes.toString('hex') },
    { id: 'c', key: bytes.toString('hex').toUpperCase() },
  ])
  expect([...ring.keys()]).toEqual(['a', 'b', 'c'])
  for (const key of ring.values()) expect(key).toEqual(bytes)
})

test.for([
  ['nothing', ''],
  ['a password', 'correct horse battery staple'],
  ['32 characters', 'x'.repeat(32)],
  ['16 bytes', randomBytes(16).toString('base64')],
  ['33 bytes', randomBytes(33).toString('base64')],
  ['a missing digit', bytes.toString('hex').slice(1)],
  ['a blank behind it', `${bytes.toString('base64')}\n`],
  ['base64 without its end', bytes.toString('base64').slice(0, -1)],
  ['base64 for URLs', Buffer.alloc(32, 0xff).toString('base64url')],
  ['a stray character', `${bytes.toString('base64').slice(0, -2)}*=`],
  ['no text', bytes as unknown as string],
] as const)('anything else is refused, and not shown: %s', ([, key]) => {
  const read = (): unknown => readKeys([{ id: '2026', key }])
  expect(read).toThrow('secrets.keys[0].key ("2026") must be 32 bytes as base64 or hexadecimal text')
  if (key.length > 0) expect(read).not.toThrow(key)
})

test('ids are texts that tell keys apart', () => {
  const key = bytes.toString('base64')
  expect(() => readKeys([{ id: '', key }])).toThrow('secrets.keys[0].id must be a text')
  expect(() =>
    readKeys([
      { id: 'a', key },
      { id: 'a', key },
    ]),
  ).toThrow('secrets.keys[1].id is "a", as of a key before it')
})
