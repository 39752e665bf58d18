/** What a client needs beside the routes of the two documents. */

import { expect, test } from 'vitest'
import { newGate } from '../../manager/test/support/open-manager.ts'
import { openServer } from './support/open-server.ts'
import type { TestServer } from './support/open-server.ts'

const idOf = (answer: { readonly json: unknown }): number => (answer.json as { readonly id: number }).id

test('a client builds a pipeline from nothing, runs it, and looks at what came', async () => {
  const { ask, ...server } = await openServer()
  expect((await ask('GET /v1/sources/connectors')).json).toMatchObject({
    connectors: [{ name: 'test', settings: { properties: { token: { isSecret: true } } } }, { name: 'other' }],
  })
  const settings = { world: 'w', token: 'hunter2' }
  const body = { name: 'w', connector: 'test', settings }
  expect((await ask('POST /v1/sources/test', { body: { connector: 'test', settings } })).json).toEqual({
    isOk: true,
    error: null,
  })
  const source = await ask('POST /v1/sources', { body })
  expect(source.status).toBe(201)
  const read = await ask(`GET ${source.headers.get('location')}`)
  expect(read.json).toMatchObject({ id: idOf(source), settings: { world: 'w', token: { kept: '/token' } } })
  expect(read.text).not.toContain('hunter2')
  const destination = await ask('POST /v1/destinations', {
    body: { name: 'm', connector: 'memory', settings: { name: 'm' } },
  })
  expect((await ask(`POST /v1/destinations/${idOf(destination)}/test`)).json).toEqual({ isOk: true, error: null })
  const streams = await ask(`GET /v1/sources/${idOf(source)}/streams`)
  expect((streams.json as { streams: { name: string }[] }).streams.map(({ name }) => name)).toContain('users')
  expect((await ask('GET /v1/pipelines/choices')).json).toEqual({
    source: idOf(source),
    destination: idOf(destination),
  })
  const preview = await ask('POST /v1/pipelines/preview', { body: { definition: { stream: 'users' }, maxRecords: 2 } })
  expect(preview.json).toMatchObject({ rows: { '': [{ id: 1, name: 'Ada' }, { id: 2 }] }, hasMore: true })
  const pipeline = idOf(await ask('POST /v1/pipelines', { body: { stream: 'users', name: 'Users', period: '1h' } }))
  await server.settled(pipeline)
  const run = await ask(`POST /v1/pipelines/${pipeline}/runs`)
  await server.ended(idOf(run))
  expect((await ask(`GET /v1/pipelines/runs/${idOf(run)}?include=state,tables`)).json).toMatchObject({
    state: 'succeeded',
    tables: { '': { inserted: 3 } },
  })
  const schema = await ask(`GET /v1/pipelines/${pipeline}/schema`)
  expect(schema.json).toMatchObject({ mermaid: expect.stringContaining('erDiagram') })
  expect((await ask(`GET /v1/pipelines/${pipeline}/rejects`)).json).toEqual({ rejects: [] })
  expect((await ask(`GET /v1/pipelines/${pipeline}`)).json).toMatchObject({ name: 'Users', period: '1h' })
  expect((await ask('GET /v1/pipelines?table=users')).json).toMatchObject({ pipelines: [{ id: pipeline }] })
  expect((await ask('GET /v1/pipelines?table=others')).json).toEqual({ pipelines: [] })
})

test('sources and destinations are listed in pages, changed, tested and deleted', async () => {
  const { ask, ...server } = await openServer()
  const { source } = await server.register()
  const { source: other, destination } = await server.register()
  const page = await ask('GET /v1/sources?limit=1')
  expect(page.json).toMatchObject({ sources: [{ id: other }] })
  const next = /^<(.+)>/.exec(page.headers.get('link') ?? '')?.[1]
  const last = await ask(`GET ${next}`)
  expect(last.json).toMatchObject({ sources: [{ id: source }] })
  expect(last.headers.get('link')).toBe(null)
  expect((await ask(`PATCH /v1/sources/${source}`, { body: { name: 'new', isActive: false } })).json).toMatchObject({
    name: 'new',
    isActive: false,
  })
  server.world().checkError = 'no way in'
  expect((await ask(`POST /v1/sources/${source}/test`)).json).toEqual({
    isOk: false,
    error: expect.stringContaining('no way in'),
  })
  const mode = await ask(`PUT /v1/destinations/${destination}/mode`, { body: { mode: 'maintenance' } })
  expect(mode.json).toMatchObject({ id: destination, mode: 'maintenance' })
  expect(await ask(`DELETE /v1/sources/${source}`)).toMatchObject({ status: 204, text: '' })
  expect(await ask(`GET /v1/sources/${source}`)).toMatchObject({
    status: 404,
    json: {
      code: 'source_does_not_exist',
      detail: 'source does not exist',
      status: 404,
      requestId: expect.any(String),
    },
  })
  expect(await ask('POST /v1/sources', { body: { name: 'x', connector: 'none', settings: {} } })).toMatchObject({
    status: 422,
    json: { code: 'connector_does_not_exist' },
  })
  expect(await ask('POST /v1/sources', { body: { name: 'x', connector: 'test', settings: {} } })).toMatchObject({
    status: 400,
    json: { problems: [{ path: 'world' }] },
  })
})

test('a pipeline is edited, and edited in all that it has, with a plan before', async () => {
  const { ask, ...server } = await openServer()
  const id = await server.built()
  await server.run(id)
  expect((await ask(`PATCH /v1/pipelines/${id}`, { body: { name: 'Other', period: '24h' } })).json).toMatchObject({
    name: 'Other',
    period: '24h',
  })
  const definition = { stream: 'users', tables: { '': 'people' } }
  const plan = await ask(`POST /v1/pipelines/${id}/plan`, { body: definition })
  expect(plan.json).toMatchObject({ isInPlace: true, plan: { streams: { users: { tables: expect.any(Array) } } } })
  const edited = await ask(`PUT /v1/pipelines/${id}/definition`, { body: { ...definition, runsAtOnce: true } })
  expect(edited).toMatchObject({ status: 202, json: { build: expect.any(Number) } })
  await server.settled(id)
  await expect.poll(async () => (await server.manager.pipelines.read(id)).tables[''], { timeout: 5000 }).toBe('people')
  const cron = { expression: '0 6 * * *', timeZone: 'Europe/Berlin' }
  const onCron = await ask(`PATCH /v1/pipelines/${id}`, { body: { cron } })
  expect(onCron.json).toMatchObject({ cron, period: null })
})

test('what goes wrong at a source is 502, says why, and shows no secret', async () => {
  const { ask, ...server } = await openServer()
  await server.register()
  const settings = { world: 'w', token: 'hunter2' }
  const made = await ask('POST /v1/sources', { body: { name: 'x', connector: 'test', settings } })
  server.world().readError = 'the line broke'
  const definition = { source: idOf(made), stream: 'users' }
  const answer = await ask('POST /v1/pipelines/preview', { body: { definition } })
  expect(answer).toMatchObject({ status: 502, json: { detail: expect.stringContaining('the line broke') } })
  expect(answer.text).not.toContain('hunter2')
})

test('savepoints are read, set and reset', async () => {
  const { ask, ...server } = await openServer()
  const id = await server.built({ stream: 'events', tables: { '': 'events' } })
  await server.run(id)
  const read = await ask(`GET /v1/pipelines/${id}/savepoints`)
  expect(read.json).toEqual({ savepoints: [{ partition: expect.any(String), version: expect.any(Number), value: 3 }] })
  const [savepoint] = (read.json as { savepoints: object[] }).savepoints
  const body = { savepoints: [{ ...savepoint, value: 1 }] }
  expect((await ask(`PUT /v1/pipelines/${id}/savepoints`, { body })).json).toEqual(body)
  expect((await ask(`DELETE /v1/pipelines/${id}/savepoints`)).status).toBe(204)
  expect((await ask(`GET /v1/pipelines/${id}/savepoints`)).json).toEqual({ savepoints: [] })
})

test('errors are put together by their text', async () => {
  const { ask, ...server } = await openServer()
  const id = await server.built()
  server.world().readError = 'the line broke'
  await server.run(id)
  await server.run(id)
  expect((await ask('GET /v1/pipelines/errors')).json).toMatchObject({
    errors: [{ message: expect.stringContaining('the line broke'), count: 2, pipelines: [id] }],
  })
})

test('a run is followed by events until it is over, and can be cancelled', async () => {
  const server = await openServer()
  const id = await server.built()
  const gate = newGate()
  server.world().gate = (part) => (part === 1 ? gate.pass() : undefined)
  const run = idOf(await server.ask(`POST /v1/pipelines/${id}/runs`))
  await gate.reached
  const following = follow(server, run)
  expect((await server.ask(`POST /v1/pipelines/runs/${run}/cancel`)).json).toMatchObject({ isCancelling: true })
  gate.open()
  const states = await following
  expect(states[0]).toMatchObject({ id: run, state: 'running' })
  expect(states.at(-1)).toMatchObject({ id: run, state: 'cancelled', endTime: expect.any(String) })
})

test('health needs no key; readiness asks the store', async () => {
  const server = await openServer()
  for (const path of ['/health', '/v1/health', '/ready']) {
    expect(await server.ask(`GET ${path}`, { key: null })).toMatchObject({ status: 200, json: { status: 'ok' } })
  }
  Object.assign(server.manager.store, { now: () => Promise.reject(new Error('gone')) })
  expect(await server.ask('GET /ready', { key: null })).toMatchObject({ status: 503, json: { code: 'not_ready' } })
})

async function follow({ url }: TestServer, run: number): Promise<readonly object[]> {
  const headers = { authorization: 'Bearer api_full' }
  const response = await fetch(`${url}/v1/pipelines/runs/${run}/events`, { headers })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  return [...(await response.text()).matchAll(/^event: run\ndata: (.+)$/gm)].map(
    ([, data = '']) => JSON.parse(data) as object,
  )
}
