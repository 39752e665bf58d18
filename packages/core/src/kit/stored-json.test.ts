import { expect, test } from 'vitest'
import type { RowScope } from '../contract/publish.ts'
import type { Reject } from '../contract/reject.ts'
import { fromJsonText, fromScopesText, rejectFromText, rejectToText, toJsonText, toScopesText } from './stored-json.ts'

const cells = [null, true, 1.5, 2n ** 70n, 'é\0', NaN, -Infinity, new Uint8Array([0, 255])]

test('integers of any size are exact', () => {
  const value = { id: 2n ** 63n, more: [-(2n ** 70n), 1] }
  expect(toJsonText(value)).toBe('{"id":9223372036854775808,"more":[-1180591620717411303424,1]}')
  expect(fromJsonText(toJsonText(value))).toEqual(value)
})

test('scopes come back with every kind of cell', () => {
  const scopes: readonly RowScope[] = cells.map((value) => [{ column: 'a', operator: '>=', value }])
  expect(fromScopesText(toScopesText(scopes))).toEqual(scopes)
})

test('rejects come back with every kind of cell', () => {
  for (const cell of cells) {
    const reject = { id: 'a', path: 'x', cursor: cell, scope: { a: cell }, retries: 1 } as unknown as Reject
    expect(rejectFromText(rejectToText(reject))).toEqual(reject)
  }
})
