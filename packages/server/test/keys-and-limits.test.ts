import { request } from 'node:http'
import { expect, test } from 'vitest'
import { apiKeys, createApi } from '../src/index.ts'
import { openServer, readKey } from './support/open-server.ts'

test('a key of the store is kept as a digest, works, and is refused when it is revoked', async () => {
  const server = await openServer()
  const keys = apiKeys(server.manager)
  const { id, key } = await keys.create({ name: 'reports' })
  expect(key).toMatch(/^api_[\w-]{43}$/)
  const kept = await server.manager.store.read('key', id)
  expect(JSON.stringify(kept)).not.toContain(key.slice(4))
  expect((await server.ask('GET /v1/pipelines/runs', { key })).status).toBe(200)
  expect((await server.ask('GET /v1/pipelines/runs', { key: `${key}x` })).status).toBe(401)
  expect(await keys.list()).toMatchObject([{ id, name: 'reports', access: 'full', account: null }])
  await keys.revoke(id)
  expect((await server.ask('GET /v1/pipelines/runs', { key })).status).toBe(401)
})

test('a key that may only read changes nothing', async () => {
  const server = await openServer()
  const id = await server.built()
  const asked = { key: readKey }
  expect((await server.ask(`GET /pipelines/${id}/status`, asked)).status).toBe(200)
  expect(await server.ask(`DELETE /pipelines/${id}`, asked)).toMatchObject({
    status: 403,
    json: { error: { code: 'forbidden' } },
  })
  expect(await server.ask(`POST /pipelines/${id}/run`, asked)).toMatchObject({
    status: 403,
    json: { success: false, error: 'this key may only read' },
  })
  await server.manager.pipelines.read(id)
})

test('the account is that of the key, else that of the header, else the default', async () => {
  const server = await openServer()
  const other = await server.manager.accounts.create({ name: 'other' })
  await server.register(other)
  const mine = await server.built()
  const theirs = await server.manager.account(other).pipelines.create({ stream: 'users', tables: { '': 'theirs' } })
  const { key } = await apiKeys(server.manager).create({ name: 'theirs', account: other })
  const statusOf = async (id: number, options: Parameters<typeof server.ask>[1]): Promise<number> => {
    return (await server.ask(`GET /v1/pipelines/${id}/status`, options)).status
  }
  const header = (value: string | number): object => ({ headers: { 'millrace-account': String(value) } })
  expect([await statusOf(mine, {}), await statusOf(theirs, {})]).toEqual([200, 404])
  expect([await statusOf(mine, header(other)), await statusOf(theirs, header(other))]).toEqual([404, 200])
  expect([await statusOf(mine, { key }), await statusOf(theirs, { key })]).toEqual([404, 200])
  expect(await statusOf(theirs, { key, ...header(other) })).toBe(200)
  for (const options of [{ key, ...header(1) }, header('x'), header(0), header('99')]) {
    expect(await server.ask(`GET /v1/pipelines/${theirs}/status`, options)).toMatchObject({
      status: 404,
      json: { success: false, error: 'workspace does not exist' },
    })
  }
})

test('429 in the form of the route, with the seconds to wait, for each key by itself', async () => {
  const server = await openServer({ rateLimit: { requests: 2, perMs: 60_000 } })
  for (let count = 0; count < 2; count += 1) expect((await server.ask('GET /pipelines/runs')).status).toBe(200)
  const limited = await server.ask('GET /pipelines/runs')
  expect(limited).toMatchObject({ status: 429, json: { error: { code: 'rate_limited' } } })
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(limited.headers.get('retry-after'))).toBeLessThanOrEqual(30)
  const other = await server.ask('POST /pipelines/1/run')
  expect(other).toMatchObject({ status: 429, json: { success: false } })
  expect((await server.ask('GET /pipelines/runs', { key: readKey })).status).toBe(200)
  for (const status of [401, 401, 429]) {
    expect((await server.ask('GET /pipelines/runs', { key: null })).status).toBe(status)
  }
})

test('a body that is too large is 413, announced or not', async () => {
  const server = await openServer({ maxBodyBytes: 100 })
  const id = await server.built()
  const large = JSON.stringify({ enabled: true, more: 'x'.repeat(200) })
  expect(await server.ask(`PUT /pipelines/${id}/status`, { body: large })).toMatchObject({
    status: 413,
    json: { error: { code: 'body_too_large' } },
  })
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: 'Bearer api_full', 'transfer-encoding': 'chunked' }
    const sent = request(`${server.url}/pipelines/${id}/status`, { method: 'PUT', headers }, (response) => {
      resolve(response.statusCode)
      response.resume()
    })
    sent.on('error', reject)
    sent.end(large)
  })
  expect(status).toBe(413)
})

test('every answer has a request id; one that was given is taken over', async () => {
  const server = await openServer()
  const { headers } = await server.ask('GET /pipelines/runs')
  expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  const given = await server.ask('GET /pipelines/runs', { headers: { 'x-request-id': 'abc-1' } })
  expect(given.headers.get('x-request-id')).toBe('abc-1')
  const odd = await server.ask('GET /pipelines/runs', { headers: { 'x-request-id': 'a b' } })
  expect(odd.headers.get('x-request-id')).not.toBe('a b')
})

test('500 says nothing of what happened, in the form of the route; the log does', async () => {
  const logged: object[] = []
  const nothing = (): void => undefined
  const logger = { debug: nothing, info: nothing, warn: nothing, error: (fields: object) => logged.push(fields) }
  const server = await openServer({ logger })
  const broken = new Error('password: hunter2')
  Object.assign(server.manager.store, { list: () => Promise.reject(broken), read: () => Promise.reject(broken) })
  const answer = await server.ask('GET /pipelines/runs', { headers: { 'x-request-id': 'r1' } })
  expect(answer).toMatchObject({ status: 500, json: { error: { code: 'internal_error' } } })
  expect(answer.text).not.toContain('hunter2')
  expect(answer.text).not.toContain('    at ')
  expect(logged).toMatchObject([{ requestId: 'r1', cause: broken }])
  const other = await server.ask('GET /pipelines/1/status')
  expect(other).toMatchObject({ status: 500, json: { success: false, error: expect.any(String) } })
})

test('a request that takes too long is given up', async () => {
  const server = await openServer({ timeLimitInMs: 50 })
  Object.assign(server.manager.store, { read: () => new Promise(() => undefined) })
  const answer = await server.ask('GET /pipelines/1/status')
  expect(answer).toMatchObject({ status: 503, json: { success: false } })
  expect(answer.headers.get('retry-after')).toBe('5')
})

test('other paths are 404, other methods 405, as problem details', async () => {
  const server = await openServer()
  expect(await server.ask('GET /nothing')).toMatchObject({ status: 404, json: { code: 'not_found', status: 404 } })
  const other = await server.ask('DELETE /pipelines/1/status')
  expect(other).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } })
  expect(other.headers.get('allow')).toBe('GET, PUT')
  const named = await server.ask('DELETE /v1/pipelines/runs')
  expect(named.status).toBe(405)
  expect(named.headers.get('allow')).toBe('GET')
})

test('pages of other origins may not call it, unless they are named', async () => {
  const closed = await openServer()
  const headers = { origin: 'https://app.example' }
  expect((await closed.ask('GET /pipelines/runs', { headers })).headers.get('access-control-allow-origin')).toBe(null)
  const open = await openServer({ cors: { origins: ['https://app.example'] } })
  const allowed = await open.ask('GET /pipelines/runs', { headers })
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example')
  const preflight = await open.ask('OPTIONS /pipelines/1/status', { headers, key: null })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT')
  const foreign = await open.ask('GET /pipelines/runs', { headers: { origin: 'https://other.example' } })
  expect(foreign.headers.get('access-control-allow-origin')).toBe(null)
})

test('options that cannot be are refused, all at once', async () => {
  const { manager } = await openServer()
  const wrong = { basePath: 'api/', maxBodyBytes: 0, keys: [{ key: 'secret' }] }
  expect(() => createApi(manager, wrong)).toThrow(/keys\.0\.key.*\n.*basePath.*\n.*maxBodyBytes/)
})
