import { memoryStore } from '@millrace/manager'
import { expect, test } from 'vitest'
import { openServer } from './support/open-server.ts'

const headers = { 'idempotency-key': 'once' }

test('the same key and body give the same answer, and one run', async () => {
  const server = await openServer()
  const id = await server.built()
  const first = await server.ask(`POST /v1/pipelines/${id}/runs`, { headers, body: {} })
  await server.ended((first.json as { id: number }).id)
  const again = await server.ask(`POST /pipelines/${id}/runs`, { headers, body: {} })
  expect(again).toMatchObject({ status: 200, text: first.text })
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await server.manager.runs.list()).toHaveLength(1)
  const other = await server.ask(`POST /v1/pipelines/${id}/runs`, { headers: { 'idempotency-key': 'two' }, body: {} })
  expect(other.json).not.toEqual(first.json)
})

test('Location comes again, and so does a refusal', async () => {
  const server = await openServer()
  const id = await server.built()
  const first = await server.ask(`POST /v1/pipelines/${id}/run`, { headers })
  const again = await server.ask(`POST /v1/pipelines/${id}/run`, { headers })
  expect(again.headers.get('location')).toBe(first.headers.get('location'))
  const disabled = await server.built({ enabled: false, tables: { '': 'other' } })
  const refused = { headers: { 'idempotency-key': 'refused' } }
  await server.ask(`POST /v1/pipelines/${disabled}/runs`, refused)
  await server.manager.pipelines.setStatus(disabled, { enabled: true })
  expect((await server.ask(`POST /v1/pipelines/${disabled}/runs`, refused)).status).toBe(422)
})

test('the same key with another body, or at another path, is 422 in the form of the route', async () => {
  const server = await openServer()
  const id = await server.built()
  await server.ask(`POST /v1/pipelines/${id}/runs`, { headers, body: {} })
  expect(await server.ask(`POST /v1/pipelines/${id}/runs`, { headers, body: { incremental: true } })).toMatchObject({
    status: 422,
    json: { error: { code: 'idempotency_key_reused' } },
  })
  expect(await server.ask(`POST /v1/pipelines/${id}/run`, { headers })).toMatchObject({
    status: 422,
    json: { success: false, error: expect.stringContaining('idempotency key') },
  })
})

test('of many at once one works; the others are told to wait, or get its answer', async () => {
  const server = await openServer()
  const id = await server.built()
  const all = Array.from({ length: 10 }, () => server.ask(`POST /v1/pipelines/${id}/runs`, { headers, body: {} }))
  const statuses = (await Promise.all(all)).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 200 && status !== 409)).toEqual([])
  expect(await server.manager.runs.list()).toHaveLength(1)
})

test('an answer is forgotten after its time, and one that never came is not waited for', async () => {
  let now = Date.now()
  const store = memoryStore({ now: () => new Date(now) })
  const server = await openServer({ idempotencyKeepInMs: 1000, timeLimitInMs: 1000 }, { store })
  const id = await server.built()
  const first = await server.ask(`POST /v1/pipelines/${id}/runs`, { headers })
  await server.ended((first.json as { id: number }).id)
  now += 1000
  const again = await server.ask(`POST /v1/pipelines/${id}/runs`, { headers })
  expect(again.status).toBe(200)
  expect(again.json).not.toEqual(first.json)
})

test('what went wrong here is not kept: it can be tried again', async () => {
  const server = await openServer()
  const id = await server.built()
  const { store } = server.manager
  const nextId = store.nextId.bind(store)
  Object.assign(store, { nextId: () => Promise.reject(new Error('broken')) })
  expect((await server.ask(`POST /v1/pipelines/${id}/runs`, { headers })).status).toBe(500)
  Object.assign(store, { nextId })
  expect((await server.ask(`POST /v1/pipelines/${id}/runs`, { headers })).status).toBe(200)
})

test('a key that is none is 400', async () => {
  const server = await openServer()
  const options = { headers: { 'idempotency-key': 'x'.repeat(256) } }
  expect(await server.ask('POST /v1/pipelines/1/runs', options)).toMatchObject({
    status: 400,
    json: { error: { code: 'invalid_idempotency_key' } },
  })
})
