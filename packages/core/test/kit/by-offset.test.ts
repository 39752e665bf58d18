import { describe, expect, test } from 'vitest'
import { byOffset } from '../../src/plugin.ts'
import { readPages } from './support/read-pages.ts'
import { numberIn, rows, scripted } from './support/scripted.ts'
import type { ScriptedRoute } from './support/scripted.ts'

describe('byOffset', () => {
  const route =
    (count: number, cap = 2): ScriptedRoute =>
    (request) => {
      const offset = numberIn(request, 'offset', 0)
      return {
        json: { rows: rows(count).slice(offset, offset + Math.min(cap, numberIn(request, 'limit', 2))), total: count },
      }
    }

  test.each([
    ['empty', 0, [[]]],
    ['one page', 1, [[1], []]],
    ['an exactly full last page', 4, [[1, 2], [3, 4], []]],
    ['a short last page', 3, [[1, 2], [3], []]],
  ])('ends at an empty page by itself: %s', async (_name, count, expected) => {
    await using list = await scripted({ 'GET /items': route(count) })
    expect(await readPages(list, { paginate: byOffset({ size: 2 }) })).toEqual(expected)
  })

  test('ends by the total, and goes on from what really came', async () => {
    await using list = await scripted({ 'GET /items': route(5, 2) })
    expect(await readPages(list, { paginate: byOffset({ size: 3, total: 'total' }) })).toEqual([[1, 2], [3, 4], [5]])
    expect(list.asked()).toEqual(['/items?offset=0&limit=3', '/items?offset=2&limit=3', '/items?offset=4&limit=3'])
  })

  test('a server that ignores the offset is no endless loop', async () => {
    await using list = await scripted({ 'GET /items': { json: rows(2) } })
    await expect(readPages(list, { paginate: byOffset({ size: 2 }) })).rejects.toMatchObject({ code: 'rest_loop' })
  })
})
