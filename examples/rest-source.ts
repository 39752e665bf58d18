import { memoryDestination, runPipeline } from '@millrace/core'
import {
  byCursor,
  byPageNumber,
  createHttpClient,
  defineSource,
  inWindows,
  pages,
  restSource,
  restStream,
} from '@millrace/core/plugin'
import { fakeShop } from './rest-source/fake-shop.ts'

const { fetch, asked } = fakeShop()
const token = 'secret'

// #region source
const shop = restSource({
  name: 'shop',
  client: { baseUrl: 'https://api.shop.example/v1', credentials: { type: 'bearer', token }, fetch },
  check: '/me',
  streams: {
    orders: {
      path: '/orders',
      primaryKey: 'id',
      params: { sort: 'id' },
      paginate: byPageNumber({ size: 100, sizeAs: 'per_page', lastPage: { header: 'Last-Page' } }),
      cursor: { path: 'updated_at', from: 'updated_since' },
    },
    items: {
      path: '/orders/{id}/items',
      primaryKey: ['order_id', 'sku'],
      paginate: byCursor({ token: 'meta.next' }),
      parent: { stream: 'orders', into: { order_id: 'id' }, ignoreOn: [404] },
    },
  },
})
// #endregion

const destination = memoryDestination()
for (const run of ['first', 'second']) {
  const { streams } = await runPipeline({ source: shop, destination })
  console.log(run, streams.orders.inserted, 'orders', streams.items.inserted, 'items')
}
console.log(asked.filter((url) => url.includes('updated_since')).join('\n'))

// #region stream
const client = createHttpClient({ baseUrl: 'https://api.shop.example/v1', fetch })

const invoices = restStream({
  client,
  method: 'POST',
  path: '/invoices/search',
  select: 'result.invoices',
  primaryKey: 'id',
  paginate: byPageNumber({ page: { body: 'paging.page' }, size: 2, sizeAs: { body: 'paging.size' }, total: 'total' }),
  cursor: { path: 'changed', from: { body: 'filter.changed_after' }, format: 'unix-seconds', isExclusive: true },
  skipOn: [403],
})
// #endregion

// #region read
const visits = defineSource({
  name: 'visits',
  streams: {
    invoices,
    visits: {
      primaryKey: 'id',
      async *read({ now, signal }) {
        const from = new Date('2026-01-01T00:00:00Z')
        for (const window of inWindows({ from, to: now, lengthInMs: 31 * 86_400_000 })) {
          const query = { start: window.from, end: window.to }
          for await (const page of pages({ client, request: { path: '/visits', query }, signal })) {
            yield { records: page.records }
          }
        }
      },
    },
  },
})
// #endregion

const { streams } = await runPipeline({ source: visits, destination, now: () => Date.parse('2026-03-01T00:00:00Z') })
console.log(streams.invoices.inserted, 'invoices', streams.visits.inserted, 'visits')
