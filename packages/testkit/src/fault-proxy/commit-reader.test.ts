import { expect, test } from 'vitest'
import { CommitReader } from './commit-reader.ts'

function message(letter: string, body: string): Buffer {
  const head = Buffer.alloc(5, letter)
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, Buffer.from(body)])
}

const session = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0])

test.each([
  ['Q', 'commit\0', 'commit'],
  ['Q', ' COMMIT;\0', 'commit'],
  ['Q', 'end\0', 'commit'],
  ['P', 'name\0commit\0\0\0', 'commit'],
  ['P', '\0select $1\0\0\0', undefined],
  ['Q', 'rollback\0', undefined],
  ['Q', `insert into commits values ('commit')\0`, undefined],
  ['d', 'commit\0', undefined],
])('a client says %s %j', (letter, body, meaning) => {
  const reader = new CommitReader('toServer')
  reader.push(session)
  expect(reader.push(message(letter, body)).map((piece) => piece.meaning)).toEqual([meaning])
})

test.each([
  ['C', 'COMMIT\0', 'commit'],
  ['C', 'ROLLBACK\0', undefined],
  ['C', 'COPY 7\0', undefined],
  ['D', 'COMMIT\0', undefined],
])('a server says %s %j', (letter, body, meaning) => {
  const reader = new CommitReader('toClient')
  expect(reader.push(message(letter, body)).map((piece) => piece.meaning)).toEqual([meaning])
})
