import { describe, expect, test } from 'vitest'
import { byPageNumber } from '../../src/plugin.ts'
import { lastPage, numberedPages } from './support/numbered-pages.ts'
import { readPages } from './support/read-pages.ts'
import { numberIn, rows, scripted } from './support/scripted.ts'
import type { ScriptedRoute } from './support/scripted.ts'

describe('byPageNumber', () => {
  test.each([
    ['empty', 0, [[]], 1],
    ['one page', 1, [[1], []], 2],
    ['an exactly full last page', 4, [[1, 2], [3, 4], []], 3],
    ['a short last page', 3, [[1, 2], [3], []], 3],
  ])('ends at an empty page by itself: %s', async (_name, count, expected, requests) => {
    await using list = await scripted({ 'GET /items': numberedPages(count) })
    expect(await readPages(list, { paginate: byPageNumber({ size: 2 }) })).toEqual(expected)
    expect(list.asked()).toHaveLength(requests)
  })

  test.each([
    ['empty', 0, [[]]],
    ['one page', 1, [[1]]],
    [
      'an exactly full last page',
      4,
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['a short last page', 3, [[1, 2], [3]]],
  ])('ends where a header says so: %s', async (_name, count, expected) => {
    await using list = await scripted({ 'GET /items': numberedPages(count, lastPage) })
    expect(await readPages(list, { paginate: byPageNumber({ size: 2, lastPage: { header: 'last-page' } }) })).toEqual(
      expected,
    )
  })

  test('goes by the next rule where the header is missing', async () => {
    await using list = await scripted({ 'GET /items': numberedPages(3) })
    const header = { header: 'last-page' }
    expect(
      await readPages(list, { paginate: byPageNumber({ size: 2, lastPage: header, endsAtShortPage: true }) }),
    ).toEqual([[1, 2], [3]])
    expect(await readPages(list, { paginate: byPageNumber({ size: 2, lastPage: header }) })).toEqual([[1, 2], [3], []])
  })

  test('a full last page is no short page', async () => {
    await using list = await scripted({ 'GET /items': numberedPages(4) })
    expect(await readPages(list, { paginate: byPageNumber({ size: 2, endsAtShortPage: true }) })).toEqual([
      [1, 2],
      [3, 4],
      [],
    ])
  })

  test('reads all where the API gives fewer than it is asked for', async () => {
    const capped: ScriptedRoute = (request) => ({
      json: rows(5)
        .slice((numberIn(request, 'page', 1) - 1) * 2)
        .slice(0, 2),
    })
    await using list = await scripted({ 'GET /items': capped })
    expect((await readPages(list, { paginate: byPageNumber({ size: 100 }) })).flat()).toEqual([1, 2, 3, 4, 5])
  })

  test.each([
    ['has_more', { hasMore: 'meta.has_more' }],
    ['a total', { total: 'meta.total' }],
    ['a total as text', { total: 'meta.text' }],
    ['a count of pages', { pageCount: 'meta.pages' }],
  ])('ends by %s in the body', async (_name, rule) => {
    await using list = await scripted({
      'GET /items': (request) => {
        const page = numberIn(request, 'page', 1)
        const data = rows(4).slice((page - 1) * 2, page * 2)
        return { json: { data, meta: { has_more: page < 2, total: 4, text: '4', pages: 2 } } }
      },
    })
    expect(await readPages(list, { select: 'data', paginate: byPageNumber(rule) })).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(list.asked()).toEqual(['/items?page=1', '/items?page=2'])
  })

  test('other names, another first page, and a body', async () => {
    await using list = await scripted({
      'POST /search': ({ body }) => ({ json: rows(3).slice(...sliceOf(body)) }),
    })
    const paginate = byPageNumber({ page: { body: 'paging.page' }, first: 0, size: 2, sizeAs: { body: 'paging.size' } })
    const request = { method: 'POST', path: '/search', body: { paging: { sort: 'id' }, query: '*' } }
    expect(await readPages(list, { request, paginate })).toEqual([[1, 2], [3], []])
    expect(list.server.requests.map(({ body }) => JSON.parse(body))).toEqual(
      [0, 1, 2].map((page) => ({ paging: { sort: 'id', page, size: 2 }, query: '*' })),
    )
  })

  test('a page behind the end may be an error', async () => {
    const route: ScriptedRoute = (request) =>
      numberIn(request, 'page', 1) > 2
        ? { status: 404 }
        : { json: rows(4).slice(numberIn(request, 'page', 1) * 2 - 2, numberIn(request, 'page', 1) * 2) }
    await using list = await scripted({ 'GET /items': route, 'GET /nothing': { status: 404 } })
    expect(await readPages(list, { paginate: byPageNumber({ pastEnd: [404] }) })).toEqual([
      [1, 2],
      [3, 4],
    ])
    const nothing = readPages(list, { request: { path: '/nothing' }, paginate: byPageNumber({ pastEnd: [404] }) })
    await expect(nothing).rejects.toMatchObject({ code: 'http_refused', status: 404 })
  })

  test('a server that ignores pages is no endless loop', async () => {
    await using list = await scripted({ 'GET /items': { json: rows(5) } })
    await expect(readPages(list, { paginate: byPageNumber({ size: 5 }) })).rejects.toMatchObject({
      code: 'rest_loop',
      message: expect.stringMatching(/^GET \/items answers page 2 with the records of the page before; .*singlePage/),
    })
    expect(list.asked()).toHaveLength(2)
  })
})

function sliceOf(body: string): [number, number] {
  const { paging } = JSON.parse(body) as { readonly paging: { readonly page: number; readonly size: number } }
  return [paging.page * paging.size, (paging.page + 1) * paging.size]
}
