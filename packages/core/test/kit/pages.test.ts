import { describe, expect, test } from 'vitest'
import { byOffset, byPageNumber, pages, singlePage } from '../../src/plugin.ts'
import type { PagesOptions } from '../../src/plugin.ts'
import { lastPage, numberedPages } from './support/numbered-pages.ts'
import { readPages } from './support/read-pages.ts'
import { numberIn, rows, scripted } from './support/scripted.ts'

describe('pages of any paginator', () => {
  test('nothing is asked before it is pulled, and not ahead', async () => {
    await using list = await scripted({ 'GET /items': numberedPages(6) })
    const { signal } = new AbortController()
    const read = pages({ client: list.client, request: { path: '/items' }, paginate: byPageNumber(), signal })
    expect(list.asked()).toEqual([])
    await read.next()
    expect(list.asked()).toEqual(['/items?page=1'])
    await read.next()
    expect(list.asked()).toEqual(['/items?page=1', '/items?page=2'])
    await read.return()
    expect(await read.next()).toEqual({ done: true, value: undefined })
    expect(list.asked()).toHaveLength(2)
  })

  test('breaking out stops', async () => {
    await using list = await scripted({ 'GET /items': numberedPages(6) })
    const { signal } = new AbortController()
    const options = { client: list.client, request: { path: '/items' }, paginate: byPageNumber(), signal }
    for await (const page of pages(options)) if (page.records.length > 0) break
    expect(list.asked()).toEqual(['/items?page=1'])
  })

  test.each([
    ['between pages', 6],
    ['after the last page', 2],
  ])('aborted %s, it throws the reason and asks no more', async (_name, count) => {
    await using list = await scripted({ 'GET /items': numberedPages(count, lastPage) })
    const controller = new AbortController()
    const reason = new Error('enough')
    const paginate = byPageNumber({ lastPage: { header: 'last-page' } })
    const read = pages({ client: list.client, request: { path: '/items' }, paginate, signal: controller.signal })
    await read.next()
    controller.abort(reason)
    await expect(read.next()).rejects.toBe(reason)
    expect(list.asked()).toHaveLength(1)
  })

  test.each([
    ['a number', byPageNumber({ size: 2 })],
    ['an offset', byOffset({ offset: 'page', size: 1, sizeAs: 'n' })],
    ['one page', singlePage()],
  ])('a read goes on from the position that a page told: %s', async (_name, paginate) => {
    await using list = await scripted({
      'GET /items': (request) => ({
        json: rows(9).slice(numberIn(request, 'page', 0), numberIn(request, 'page', 0) + 1),
      }),
    })
    const { signal } = new AbortController()
    const options = { client: list.client, request: { path: '/items' }, paginate, signal }
    const whole: unknown[] = []
    let half: unknown
    for await (const page of pages(options)) {
      whole.push(...page.records)
      if (whole.length === 4) half = page.next
    }
    const rest: unknown[] = []
    for await (const page of pages({
      ...options,
      from: half === undefined ? undefined : JSON.parse(JSON.stringify(half)),
    })) {
      rest.push(...page.records)
    }
    expect(half === undefined ? whole : [...whole.slice(0, 4), ...rest]).toEqual(whole)
  })

  test('more pages than allowed are an error', async () => {
    await using list = await scripted({ 'GET /items': (_request, call) => ({ json: [{ id: call }] }) })
    await expect(readPages(list, { paginate: byPageNumber(), maxPages: 3 })).rejects.toMatchObject({
      code: 'rest_too_many_pages',
      message: 'GET /items has more than 3 pages; if that is right, raise `maxPages`',
    })
    expect(list.asked()).toHaveLength(3)
  })

  test('an answer that looks fine may be refused by its body', async () => {
    await using list = await scripted({ 'GET /items': { json: { ok: false, error: 'no_scope', items: [] } } })
    const refuse: PagesOptions['refuse'] = (body) =>
      typeof body === 'object' && body !== null && 'ok' in body && body.ok === false ? 'a scope is missing' : undefined
    await expect(readPages(list, { select: 'items', refuse })).rejects.toMatchObject({
      code: 'rest_refused',
      message: 'GET /items was refused: a scope is missing',
    })
  })

  test('an empty body has no records', async () => {
    await using list = await scripted({ 'GET /items': { status: 204 } })
    expect(await readPages(list)).toEqual([[]])
  })

  test('a body that is missing is no empty list, unless that is usual there', async () => {
    await using list = await scripted({ 'GET /items': { headers: { 'content-type': 'application/json' } } })
    await expect(readPages(list)).rejects.toMatchObject({ code: 'http_bad_body', isRetryable: true })
    expect(await readPages(list, { isSelectOptional: true })).toEqual([[]])
  })
})
