import { once } from 'node:events'
import { createServer } from 'node:http'
import { memoryDestination, runPipeline } from '@millrace/core'
import { createHttpClient, defineSource, SourceError } from '@millrace/core/plugin'

// #region source
function shop(settings: { readonly url: string; readonly apiKey: string }) {
  const client = createHttpClient({
    baseUrl: settings.url,
    credentials: { type: 'header', name: 'X-Api-Key', value: settings.apiKey },
    budget: { requestsPerSecond: 8 },
  })
  return defineSource({
    name: 'shop',
    async check({ signal, logger }) {
      await client.request({ path: '/me', signal, logger })
    },
    streams: {
      orders: {
        primaryKey: 'id',
        async *read({ signal, logger }) {
          for (let page = 1; ; page += 1) {
            const answer = await client.request({ path: '/orders', query: { page }, signal, logger })
            const records = answer.json()
            if (!Array.isArray(records)) throw new SourceError({ message: 'shop answered /orders with no array' })
            yield { records }
            if (answer.headers.get('last-page') === 'true') return
          }
        },
      },
    },
  })
}
// #endregion

// An API on this machine that is asked too often, then sends half of an answer, and then works.
const faults = [
  { status: 429, body: '', headers: { 'retry-after': '1' } },
  { status: 200, body: '[{"id": 1, "to', headers: { 'content-type': 'application/json' } },
]
const api = createServer((request, response) => {
  if (request.headers['x-api-key'] !== 'key') return response.writeHead(401).end()
  const fault = faults.shift()
  if (fault !== undefined) return response.writeHead(fault.status, fault.headers).end(fault.body)
  const page = Number(new URL(request.url ?? '', 'http://api').searchParams.get('page'))
  const orders = [1, 2].map((index) => ({ id: page * 10 + index, total: 9007199254740993n * BigInt(page) }))
  const text = `[${orders.map(({ id, total }) => `{"id": ${id}, "total": ${total}}`).join(', ')}]`
  return response.writeHead(200, { 'content-type': 'application/json', 'last-page': String(page === 2) }).end(text)
})
api.listen(0, '127.0.0.1')
await once(api, 'listening')
const address = api.address()
const port = typeof address === 'object' ? address?.port : undefined

const destination = memoryDestination()
const source = shop({ url: `http://127.0.0.1:${port}`, apiKey: 'key' })
const { streams } = await runPipeline({ source, destination })
console.log(`${streams.orders.inserted} orders`)
for (const { id, total } of destination.table('orders')) console.log(id, total)
api.close()
