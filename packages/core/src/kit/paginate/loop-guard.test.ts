import { expect, test } from 'vitest'
import { LoopGuard } from './loop-guard.ts'

test('a page whose keys come again is refused, though the rest of the records differs', () => {
  const guard = new LoopGuard({ name: 'GET /items', keyOf: (record) => Reflect.get(Object(record), 'id') })
  guard.afterPage([{ id: 1, seen: 'a' }])
  expect(() => guard.afterPage([{ id: 1, seen: 'b' }])).toThrow(expect.objectContaining({ code: 'rest_loop' }))
})

test('pages that are alike in part, and empty ones, are not', () => {
  const guard = new LoopGuard({ name: 'GET /items' })
  for (const page of [[], [], [1, 2], [2], [1, 2], []]) guard.afterPage(page)
  expect(() => guard.afterPage([2])).not.toThrow()
})

test('positions are told apart by value, however long', () => {
  const guard = new LoopGuard({ name: 'GET /items' })
  const long = 'x'.repeat(10_000)
  for (const position of [1, '1', 1n, null, {}, { a: 1 }, long, `${long}x`]) guard.beforePage(position)
  for (const position of [1, '1', 1n, null, {}, { a: 1 }, long]) {
    expect(() => guard.beforePage(position)).toThrow(/^GET \/items leads back to a page that was read before/)
  }
})
