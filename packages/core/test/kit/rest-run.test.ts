import { expect, test } from 'vitest'
import { memoryDestination, runPipeline } from '../../src/index.ts'
import { byCursor, byPageNumber, restSource } from '../../src/plugin.ts'
import type { Source } from '../../src/plugin.ts'
import { numberIn, scripted } from './support/scripted.ts'
import type { Scripted, ScriptedRequest } from './support/scripted.ts'

interface Order {
  readonly id: number
  readonly at: string
  readonly price: { readonly amount: number }
}

/** A shop whose orders change, with items below each of them. */
class Shop {
  orders: readonly Order[] = []
  items: Readonly<Record<number, readonly string[]>> = {}

  async open(): Promise<Scripted> {
    return scripted({
      'GET /orders': (request) => this.#listOrders(request),
      'GET /orders/:id/items': (request) => this.#listItems(request),
    })
  }

  #listOrders(request: ScriptedRequest): { readonly json: unknown } {
    const since = request.query.get('updated_since') ?? ''
    const size = numberIn(request, 'per_page', 2)
    const page = numberIn(request, 'page', 1)
    const found = this.orders.filter(({ at }) => at >= since).toSorted((a, b) => (a.at < b.at ? -1 : 1))
    return { json: { data: found.slice((page - 1) * size, page * size), meta: { total: found.length } } }
  }

  #listItems({ params, query }: ScriptedRequest): { readonly status?: number; readonly json?: unknown } {
    const items = this.items[Number(params['id'])]
    if (items === undefined) return { status: 404 }
    const from = Number(query.get('after') ?? 0)
    const next = from + 2 < items.length ? from + 2 : null
    return { json: { items: items.slice(from, from + 2).map((sku) => ({ sku })), next } }
  }
}

function sourceOf({ server }: Scripted): Source<'orders' | 'items'> {
  return restSource({
    name: 'shop',
    client: { baseUrl: server.url },
    streams: {
      orders: {
        path: '/orders',
        select: 'data',
        primaryKey: 'id',
        params: { sort: 'at' },
        paginate: byPageNumber({ size: 2, sizeAs: 'per_page', total: 'meta.total' }),
        cursor: { path: 'at', from: 'updated_since', order: 'ascending' },
      },
      items: {
        path: '/orders/{id}/items',
        primaryKey: ['order_id', 'sku'],
        paginate: byCursor({ token: 'next', cursor: 'after' }),
        parent: { stream: 'orders', into: { order_id: 'id' }, ignoreOn: [404] },
      },
    },
  })
}

function order(id: number, day: number, amount = id): Order {
  return { id, at: `2026-02-${String(day).padStart(2, '0')}T00:00:00Z`, price: { amount } }
}

test('orders and their items, first in full, then what is new', async () => {
  const shop = new Shop()
  shop.orders = [order(1, 1), order(2, 2), order(3, 3)]
  shop.items = { 1: ['a', 'b', 'c'], 2: [], 3: ['a'] }
  await using api = await shop.open()
  const source = sourceOf(api)
  const destination = memoryDestination()

  const first = await runPipeline({ source, destination })
  expect(first.streams.orders).toMatchObject({ mode: 'incremental', inserted: 3 })
  expect(first.streams.items).toMatchObject({ mode: 'full', inserted: 4 })
  expect(destination.table('orders').map(({ id, price__amount }) => [id, price__amount])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  expect(destination.table('items').map(({ order_id, sku }) => [order_id, sku])).toEqual([
    [1, 'a'],
    [1, 'b'],
    [1, 'c'],
    [3, 'a'],
  ])

  shop.orders = [order(1, 1), order(2, 9, 20), order(4, 10)]
  shop.items = { 1: ['a', 'b', 'c'], 2: ['z'] }
  const asked = api.asked().length
  const second = await runPipeline({ source, destination })
  expect(second.streams.orders).toMatchObject({ mode: 'incremental', read: 2, inserted: 1, updated: 1, deleted: 0 })
  expect(second.streams.items).toMatchObject({ inserted: 1, deleted: 1 })
  expect(
    api
      .asked()
      .slice(asked)
      .filter((url) => url.includes('updated_since')),
  ).toEqual(['/orders?sort=at&updated_since=2026-02-03T00%3A00%3A00Z&page=1&per_page=2'])
  expect(destination.table('items').map(({ order_id, sku }) => [order_id, sku])).toContainEqual([2, 'z'])

  const third = await runPipeline({ source, destination, streams: { orders: { mode: 'full' } } })
  expect(third.streams.orders).toMatchObject({ mode: 'full', read: 3, deleted: 1, unchanged: 3 })
})

test('a range is filled in, and the savepoint stays', async () => {
  const shop = new Shop()
  shop.orders = [order(1, 1), order(2, 2), order(3, 3), order(4, 4)]
  await using api = await shop.open()
  const destination = memoryDestination()
  const range = { from: '2026-02-02T00:00:00Z', to: '2026-02-03T00:00:00Z' }
  const source = sourceOf(api)
  const result = await runPipeline({ source, destination, streams: { orders: { mode: 'range', range } } })
  expect(result.streams.orders).toMatchObject({ mode: 'range', inserted: 2 })
  expect(destination.table('orders').map(({ id }) => id)).toEqual([2, 3])
})

test('a full read that was broken off goes on from its page', async () => {
  const rows = Array.from({ length: 6 }, (_, index) => ({ id: index + 1 }))
  let isBroken = true
  await using api = await scripted({
    'GET /rows': (request) => {
      const page = numberIn(request, 'page', 1)
      if (page === 3 && isBroken) return { status: 400 }
      return { json: rows.slice((page - 1) * 2, page * 2) }
    },
  })
  const source = restSource({
    name: 'rows',
    client: { baseUrl: api.server.url },
    streams: { rows: { path: '/rows', primaryKey: 'id', paginate: byPageNumber(), savepoints: true } },
  })
  const destination = memoryDestination()
  const options = { source, destination, commitAfterRecords: 1, streams: { rows: { mode: 'full' } } } as const
  await expect(runPipeline(options)).rejects.toMatchObject({ code: 'run_failed' })
  expect(destination.tableNames().flatMap((name) => destination.table(name))).toEqual([])
  isBroken = false
  const asked = api.asked().length
  await runPipeline(options)
  expect(api.asked().slice(asked)).toEqual(['/rows?page=3', '/rows?page=4'])
  expect(destination.table('rows').map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6])
})

test('a stream that the plan lacks is a warning, and what stands stays', async () => {
  await using api = await scripted({ 'GET /rows': [{ json: [{ id: 1 }] }, { status: 403 }] })
  const source = restSource({
    name: 'rows',
    client: { baseUrl: api.server.url },
    streams: { rows: { path: '/rows', primaryKey: 'id', skipOn: [403] } },
  })
  const destination = memoryDestination()
  await runPipeline({ source, destination })
  const { warnings, streams } = await runPipeline({ source, destination })
  expect(warnings.map(({ code }) => code)).toContain('partition_skipped')
  expect(streams.rows).toMatchObject({ read: 0, deleted: 0 })
  expect(destination.table('rows')).toHaveLength(1)
})

test('a used-up quota pauses the run, and the next one goes on from its page', async () => {
  await using api = await scripted({
    'GET /rows': (request, call) => {
      const page = numberIn(request, 'page', 1)
      return call === 2 ? { status: 429, retryAfter: 1 } : { json: page > 3 ? [] : [{ id: page }] }
    },
  })
  const source = restSource({
    name: 'rows',
    client: { baseUrl: api.server.url, retry: { maxRetries: 0 } },
    streams: { rows: { path: '/rows', primaryKey: 'id', paginate: byPageNumber(), savepoints: true } },
  })
  const destination = memoryDestination()
  const now = Date.now()
  const first = await runPipeline({ source, destination })
  expect(first.status).toBe('paused')
  expect(Number(first.resumeAt)).toBeGreaterThan(now)
  const second = await runPipeline({ source, destination })
  expect(second.status).toBe('succeeded')
  expect(api.asked()).toEqual([1, 2, 3, 3, 4].map((page) => `/rows?page=${page}`))
  expect(destination.table('rows').map(({ id }) => id)).toEqual([1, 2, 3])
})

test('a row that was skipped while pages shifted is asked for, and stays', async () => {
  let standing = [1, 2, 3, 4]
  let listed = standing
  await using api = await scripted({
    'GET /rows': { json: [] },
    'GET /rows/:id': ({ params }) => {
      const id = Number(params['id'])
      return standing.includes(id) ? { json: { data: { id, name: 'still here' } } } : { status: 404 }
    },
  })
  api.server.on('GET /rows', () => ({ json: listed.map((id) => ({ id, name: 'listed' })) }))
  const source = restSource({
    name: 'rows',
    client: { baseUrl: api.server.url, retry: { maxRetries: 0 } },
    streams: {
      rows: {
        path: '/rows',
        primaryKey: 'id',
        confirm: { path: '/rows/{id}', select: (body) => Reflect.get(Object(body), 'data') },
      },
    },
  })
  const destination = memoryDestination()
  await runPipeline({ source, destination })
  standing = [1, 2, 4]
  listed = [1, 4]
  const { streams } = await runPipeline({ source, destination })
  expect(streams.rows).toMatchObject({ missing: 2, alive: 1, deleted: 1 })
  expect(destination.table('rows').map(({ id, name }) => [id, name])).toEqual([
    [1, 'listed'],
    [2, 'still here'],
    [4, 'listed'],
  ])
})

test('what a parent does not let be read stays, also where the run was paused meanwhile', async () => {
  let state: 'open' | 'paused' | 'closed' = 'open'
  await using api = await scripted({
    'GET /parents': { json: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    'GET /parents/:id/rows': ({ params: { id = '' } }) => {
      if (id === '1' && state !== 'open') return { status: 403 }
      return id === '3' && state === 'paused' ? { status: 429, retryAfter: 0.001 } : { json: [{ row: id }] }
    },
  })
  const source = restSource({
    name: 'rows',
    client: { baseUrl: api.server.url, retry: { maxRetries: 0 } },
    streams: {
      parents: { path: '/parents', primaryKey: 'id' },
      rows: {
        path: '/parents/{id}/rows',
        primaryKey: ['parent', 'row'],
        savepoints: true,
        parent: { stream: 'parents', into: { parent: 'id' }, skipOn: [403] },
      },
    },
  })
  const destination = memoryDestination()
  const options = { source, destination, commitAfterRecords: 1 } as const
  await runPipeline(options)
  state = 'paused'
  expect((await runPipeline(options)).status).toBe('paused')
  state = 'closed'
  const { streams, warnings } = await runPipeline(options)
  expect(warnings.map(({ code }) => code)).toContain('partition_skipped')
  expect(streams.rows).toMatchObject({ deleted: 0 })
  expect(destination.table('rows').map(({ parent }) => parent)).toEqual([1, 2, 3])
})

test('what must not be sent twice is not sent again by the engine either', async () => {
  await using api = await scripted({ 'POST /rows': { fault: 'reset-before' } })
  const source = restSource({
    name: 'rows',
    client: { baseUrl: api.server.url },
    streams: { rows: { method: 'POST', path: '/rows', primaryKey: 'id', isRepeatable: false } },
  })
  await expect(runPipeline({ source, destination: memoryDestination() })).rejects.toMatchObject({ code: 'run_failed' })
  expect(api.asked()).toEqual(['/rows'])
})
