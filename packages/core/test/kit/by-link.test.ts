import { describe, expect, test } from 'vitest'
import { byLink, createHttpClient, pages } from '../../src/plugin.ts'
import { readPages } from './support/read-pages.ts'
import { numberIn, scripted } from './support/scripted.ts'
import type { ScriptedAnswer, ScriptedRoute } from './support/scripted.ts'

describe('byLink', () => {
  const linked =
    (link: (next: number, url: string) => Partial<ScriptedAnswer>): ScriptedRoute =>
    (request) => {
      const page = numberIn(request, 'page', 1)
      const answer = page < 3 ? link(page + 1, `http://${request.headers.host ?? ''}`) : {}
      return { json: { id: page, items: [{ id: page }] }, ...answer }
    }

  test.each([
    ['whole', (next: number, url: string) => `<${url}/items?q=a%20b&page=${next}>; rel="next"`],
    [
      'among others',
      (next: number) =>
        `</items?page=1>; rel="prev first"; title="a, b", </items?page=${next}>; title="c;d"; rel="NEXT"`,
    ],
    ['relative', (next: number) => `<?page=${next}>; rel=next`],
    [
      'of another protocol',
      (next: number, url: string) => `<${url.replace('http', 'https')}/items?page=${next}>;rel=next`,
    ],
  ])('a header with a link: %s', async (_name, link) => {
    await using list = await scripted({ 'GET /items': linked((next, url) => ({ headers: { link: link(next, url) } })) })
    const found = await readPages(list, {
      request: { path: '/items', query: { q: 'a b' } },
      paginate: byLink(),
      baseUrl: list.server.url,
    })
    expect(found).toEqual([[1], [2], [3]])
  })

  test('a URL in the body, below a base with a path', async () => {
    await using list = await scripted({
      'GET /v1/items': (request) => ({
        json: {
          items: [{ id: numberIn(request, 'p', 1) }],
          links: numberIn(request, 'p', 1) < 2 ? { next: '/v1/items?p=2' } : {},
        },
      }),
    })
    const { server } = list
    const client = createHttpClient({ baseUrl: `${server.url}/v1` })
    const found: unknown[] = []
    const { signal } = new AbortController()
    const options = { client, baseUrl: `${server.url}/v1`, request: { path: '/items' }, select: 'items', signal }
    for await (const page of pages({ ...options, paginate: byLink({ url: 'links.next' }) })) found.push(...page.records)
    expect(found).toEqual([{ id: 1 }, { id: 2 }])
  })

  test('a link to another host is refused unless it is named', async () => {
    await using other = await scripted({ 'GET /more': { json: { items: [{ id: 2 }] } } })
    await using list = await scripted({
      'GET /items': { json: { items: [{ id: 1 }] }, headers: { link: `<${other.server.url}/more>; rel="next"` } },
    })
    const { host } = new URL(other.server.url)
    await expect(readPages(list, { paginate: byLink(), baseUrl: list.server.url })).rejects.toMatchObject({
      code: 'rest_bad_link',
      message: `GET /items links to another host, ${host}; name it in \`hosts\` of byLink if that is right`,
    })
    expect(other.asked()).toEqual([])
    expect(await readPages(list, { paginate: byLink({ hosts: [host] }), baseUrl: list.server.url })).toEqual([[1], [2]])
  })

  test('a link to itself is no endless loop', async () => {
    await using list = await scripted({
      'GET /items': (_request, call) => ({ json: [{ id: call }], headers: { link: '</items?page=2>; rel=next' } }),
    })
    await expect(readPages(list, { paginate: byLink(), baseUrl: list.server.url })).rejects.toMatchObject({
      code: 'rest_loop',
    })
    expect(list.asked()).toHaveLength(2)
  })

  test('without a base it is refused before anything is asked', async () => {
    await using list = await scripted({ 'GET /items': { json: [] } })
    await expect(readPages(list, { paginate: byLink() })).rejects.toMatchObject({ code: 'invalid_options' })
    expect(list.asked()).toEqual([])
  })
})
