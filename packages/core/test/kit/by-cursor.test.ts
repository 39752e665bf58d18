import { describe, expect, test } from 'vitest'
import { byCursor } from '../../src/plugin.ts'
import { readPages } from './support/read-pages.ts'
import { rows, scripted } from './support/scripted.ts'
import type { ScriptedRoute } from './support/scripted.ts'

describe('byCursor', () => {
  const tokens: ScriptedRoute = (request) => {
    const from = Number(request.query.get('cursor') ?? 0)
    const next = from + 2 < 5 ? String(from + 2) : null
    return {
      json: { items: rows(5).slice(from, from + 2), next, has_more: next !== null },
      headers: { 'x-next': next ?? '' },
    }
  }

  test.each([
    ['in the body', { token: 'next' }],
    ['in a header', { token: { header: 'X-Next' } }],
    ['with has_more', { token: 'next', hasMore: 'has_more' }],
  ])('a token %s', async (_name, options) => {
    await using list = await scripted({ 'GET /items': tokens })
    expect(await readPages(list, { paginate: byCursor(options) })).toEqual([[1, 2], [3, 4], [5]])
    expect(list.asked()).toEqual(['/items', '/items?cursor=2', '/items?cursor=4'])
  })

  test('an empty list, and an empty page in the middle', async () => {
    await using list = await scripted({
      'GET /empty': { json: { items: [] } },
      'GET /items': [
        { json: { items: [{ id: 1 }], next: 'a' } },
        { json: { items: [], next: 'b' } },
        { json: { items: [], next: 'c' } },
        { json: { items: [{ id: 2 }], next: '' } },
      ],
    })
    expect(await readPages(list, { request: { path: '/empty' }, paginate: byCursor({ token: 'next' }) })).toEqual([[]])
    expect(await readPages(list, { paginate: byCursor({ token: 'next' }) })).toEqual([[1], [], [], [2]])
  })

  test('by the last record', async () => {
    await using list = await scripted({
      'GET /items': ({ query }) => {
        const after = Number(query.get('starting_after') ?? 0)
        return { json: { data: rows(3).slice(after, after + 2), has_more: after + 2 < 3 } }
      },
    })
    const paginate = byCursor({ lastRecord: 'id', cursor: 'starting_after', hasMore: 'has_more', size: 2 })
    expect(await readPages(list, { paginate })).toEqual([[1, 2], [3]])
    expect(list.asked()).toEqual(['/items?limit=2', '/items?limit=2&starting_after=2'])
  })

  test('a token that is a list goes into the body, integers exactly', async () => {
    await using list = await scripted({
      'POST /items': [{ text: '{"hits":[{"id":1}],"next":[9007199254740993,"a"]}' }, { json: { hits: [{ id: 2 }] } }],
    })
    const paginate = byCursor({ token: 'next', cursor: { body: 'search_after' } })
    expect(
      await readPages(list, { request: { method: 'POST', path: '/items', body: {} }, select: 'hits', paginate }),
    ).toEqual([[1], [2]])
    expect(list.server.requests[1]?.body).toBe('{"search_after":[9007199254740993,"a"]}')
  })

  test('a token that comes again is no endless loop', async () => {
    await using list = await scripted({
      'GET /items': (_request, call) => ({ json: { items: [{ id: call }], next: ['a', 'b', 'a'][call] } }),
    })
    await expect(readPages(list, { paginate: byCursor({ token: 'next' }) })).rejects.toMatchObject({
      code: 'rest_loop',
      message: expect.stringContaining('leads back to a page that was read before'),
    })
    expect(list.asked()).toHaveLength(3)
  })

  test('more without a token is an error, not the end', async () => {
    await using list = await scripted({ 'GET /items': { json: { items: [{ id: 1 }], has_more: true } } })
    await expect(readPages(list, { paginate: byCursor({ token: 'next', hasMore: 'has_more' }) })).rejects.toMatchObject(
      {
        code: 'rest_no_token',
        message: "GET /items says at 'has_more' that there is more, but 'next' has no token for it",
      },
    )
  })
})
