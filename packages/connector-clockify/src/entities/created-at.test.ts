import { expect, test } from 'vitest'
import { createdAt } from './created-at.ts'

test.each([
  ['66f0a1000000000000000401', '2024-09-22T22:58:08.000Z'],
  ['000000000000000000000000', '1970-01-01T00:00:00.000Z'],
  ['FFFFFFFF0000000000000000', '2106-02-07T06:28:15.000Z'],
  ['66f0a100000000000000040', null],
  ['66f0a10000000000000004012', null],
  ['66f0a10000000000000004zz', null],
  [17, null],
  [null, null],
  [undefined, null],
])('%s was made at %s', (id, instant) => {
  expect(createdAt(id)).toBe(instant)
})
