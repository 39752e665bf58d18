import { expect, it } from 'vitest'
import { mustBeJson } from './must-be-json.ts'

const asked = 'application/json'

it.each([
  ['application/json', '{"a":', true],
  ['application/problem+json; charset=utf-8', 'x', true],
  ['text/html; charset=utf-8', '<html>', true],
  ['text/plain', ' [1,', true],
  ['', '{', true],
  ['', '<html>', true],
  ['text/plain', 'all is well', false],
  ['text/csv', 'a,b', false],
  ['application/x-ndjson', '{}\n{}', false],
  ['application/jsonl', '{}\n{}', false],
  ['application/octet-stream', '{', false],
  ['application/json', '', false],
])('of type %o, %o: %o', (type, text, expected) => {
  expect(mustBeJson(asked, type, new TextEncoder().encode(text))).toBe(expected)
})

it('is not expected where something else was asked for', () => {
  expect(mustBeJson('text/html', 'text/html', new TextEncoder().encode('<html>'))).toBe(false)
})
