// The HTTP API with a store in a folder, asked as the curl examples of its documents ask.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { duckdbConnector } from '@millrace/destination-duckdb'
import { createManager, pgliteStore } from '@millrace/manager'
import { apiKeys, createApi, toNodeHandler } from '@millrace/server'
import { createClient } from '@millrace/server/client'
import { exchange } from './server/exchange.ts'
import { shopConnector } from './server/shop-connector.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-server-'))
// So that the times below are always the same. Yours needs no clock: it goes by the time of the store.
const byHand = { clock: () => new Date('2024-11-27T18:22:47.937Z'), pollIntervalInMs: 50 }

// #region start
const manager = await createManager({
  ...byHand,
  connectors: [shopConnector],
  destinations: [duckdbConnector],
  store: pgliteStore({ folder: join(folder, 'store') }),
})
const api = createApi(manager, { keys: [{ key: 'api_xxxxxxx' }] })
const server = createServer(toNodeHandler(api))
await new Promise<void>((resolve) => {
  server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', resolve)
})
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
// #endregion

// #region key
const { key } = await apiKeys(manager).create({ name: 'dashboard', access: 'read', account: 1 })
// #endregion

// #region client
const client = createClient({ url, key: 'api_xxxxxxx' })
const settings = { path: join(folder, 'warehouse.duckdb') }
const source = await client.call('createSource', {
  body: { name: 'Shop', connector: 'shop', settings: { shop: 'one' } },
})
const destination = await client.call('createDestination', {
  body: { name: 'Warehouse', connector: 'duckdb', settings },
})
const { id } = await client.call('createPipeline', {
  body: { stream: 'products_stock', parameters: { accounts: ['act_one'] }, period: '24h' },
})
const { activeRun: build } = await client.call('readPipeline', { id })
for await (const { state } of client.watchRun(build ?? 0)) if (state === 'succeeded') console.log('the tables stand\n')
// #endregion

await exchange(url, { path: `/pipelines/${id}/status` })
await exchange(url, { method: 'POST', path: `/pipelines/${id}/run` })
const [first] = (await client.call('listRuns', { query: { limit: 1 } })).runs
for await (const _run of client.watchRun(first?.id ?? 0));
await exchange(url, {
  path: '/pipelines',
  json: {
    pipeline_id: id,
    dest_collection_id: destination.id,
    src_collection_id: source.id,
    client_id: 1,
    full_tables: { '': 'new_products_stock', stock_deposits: 'new_products_stock_deposits' },
    deltas_tables: { '': 'new_products_stock', stock_deposits: 'new_products_stock_deposits' },
    execute_immediately: 'N',
    name: 'New Pipeline',
    overwrite_parameters: { accounts: ['act_two', 'act_three'] },
  },
})
await exchange(url, { method: 'PUT', path: `/v1/pipelines/${id}/status`, json: { enabled: true } })
await exchange(url, { method: 'PUT', path: `/v1/pipelines/${id}/schedule`, json: { period: '1h' } })
const run = await exchange(url, { path: `/v1/pipelines/${id}/runs`, json: { incremental: true } })
const { id: second } = run as { readonly id: number }
for await (const _run of client.watchRun(second));
await exchange(url, { path: '/v1/pipelines/runs' })
await exchange(url, { path: `/v1/pipelines/runs/${second}` })
await exchange(url, { method: 'DELETE', path: `/v1/pipelines/${id}` })
await exchange(url, { path: `/v1/pipelines/${id}` })
await exchange(url, { path: `/v1/pipelines/${id}/runs`, json: {} })
await exchange(url, { path: '/v1/pipelines/runs', key: 'api_yyyyyyy' })
console.log(
  'a key of the store may read:',
  (await createClient({ url, key }).call('listSources')).sources.length,
  'source',
)

server.close()
await manager.stop()
rmSync(folder, { recursive: true })
