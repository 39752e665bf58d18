/** The second API, as its document shows it: status, schedule, runs, delete. */

import { stepNames } from '@millrace/core'
import type { Steps } from '@millrace/core'
import type { RunRow } from '@millrace/manager'
import { expect, test } from 'vitest'
import { newGate } from '../../manager/test/support/open-manager.ts'
import { openServer } from './support/open-server.ts'
import type { TestServer } from './support/open-server.ts'

const prefixes = ['', '/v1']
const noResponse = { status: 200, text: '' }

test.each(prefixes)('PUT %s/pipelines/:id/status enables and disables, with no response', async (prefix) => {
  const server = await openServer()
  const id = await server.built()
  expect(await server.ask(`PUT ${prefix}/pipelines/${id}/status`, { body: { enabled: false } })).toMatchObject(
    noResponse,
  )
  expect((await server.ask(`GET ${prefix}/pipelines/${id}/status`)).json).toMatchObject({ [id]: { is_active: false } })
  expect(await server.ask(`PUT ${prefix}/pipelines/${id}/status`, { body: { enabled: true } })).toMatchObject(
    noResponse,
  )
  expect((await server.ask(`GET ${prefix}/pipelines/${id}/status`)).json).toMatchObject({ [id]: { status: 'active' } })
})

test.each(prefixes)('PUT %s/pipelines/:id/schedule takes the ten periods and null', async (prefix) => {
  const server = await openServer()
  const id = await server.built()
  for (const period of ['5m', '15m', '30m', '1h', '2h', '3h', '6h', '8h', '12h', '24h', null]) {
    expect(await server.ask(`PUT ${prefix}/pipelines/${id}/schedule`, { body: { period } })).toMatchObject(noResponse)
    expect((await server.manager.pipelines.read(id)).period).toBe(period)
  }
})

test.each([{ period: '7m' }, { period: 5 }, {}, { period: '1h', more: 1 }, [], 'null', '"1h"'])(
  'an invalid period or body is 400: %j',
  async (body) => {
    const server = await openServer()
    const id = await server.built()
    expect(await server.ask(`PUT /v1/pipelines/${id}/schedule`, { body })).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_body', message: expect.any(String) } },
    })
  },
)

test('a period that the account does not allow is 400', async () => {
  const server = await openServer()
  const id = await server.built()
  await server.manager.accounts.update(1, { shortestPeriod: '1h' })
  const { status, json } = await server.ask(`PUT /v1/pipelines/${id}/schedule`, { body: { period: '5m' } })
  expect(status).toBe(400)
  expect(json).toEqual({ error: { code: 'invalid_options', message: expect.stringContaining('"24h"') } })
})

test.each(prefixes)('POST %s/pipelines/:id/runs answers the id at once; an empty body is {}', async (prefix) => {
  const server = await openServer()
  const id = await server.built()
  for (const body of [undefined, {}, { incremental: true }, { incremental: false }, { incremental: null }]) {
    const { status, json } = await server.ask(`POST ${prefix}/pipelines/${id}/runs`, { body })
    const { id: run } = json as { id: number }
    expect({ status, json }).toEqual({ status: 200, json: { id: expect.any(Number) } })
    expect((await server.ended(run)).incremental).toBe(body?.incremental ?? null)
  }
})

test('422 with the texts as listed', async () => {
  const server = await openServer()
  const refused = async (id: number, body = {}): Promise<unknown> => {
    const { status, json } = await server.ask(`POST /v1/pipelines/${id}/runs`, { body })
    expect(status).toBe(422)
    return (json as { error: unknown }).error
  }
  const disabled = await server.built({ enabled: false })
  expect(await refused(disabled)).toEqual({ code: 'pipeline_is_disabled', message: 'pipeline is disabled' })
  const people = await server.built({ stream: 'people', tables: { '': 'people' } })
  expect(await refused(people, { incremental: true })).toEqual({
    code: 'incremental_requires_an_update_time_column',
    message: 'incremental requires an update time column',
  })
  const { destination = 0 } = await server.manager.pipelines.choices()
  await server.manager.destinations.setMode(destination, 'inspection')
  expect(await refused(people)).toMatchObject({ message: 'data warehouse is in inspection mode' })
  await server.manager.destinations.setMode(destination, 'maintenance')
  expect(await refused(people)).toMatchObject({ message: 'data warehouse is in maintenance mode' })
  await server.manager.destinations.setMode(destination, 'normal')
  const gate = newGate()
  server.world().gate = gate.pass
  await server.ask(`POST /v1/pipelines/${people}/runs`)
  expect(await refused(people)).toMatchObject({ message: 'pipeline is already in progress' })
  gate.open()
})

test('422 while the tables are built, and where the pipeline is blocked', async () => {
  const server = await openServer({}, { breaker: { warnAfter: 1, blockAfter: 1 } })
  const blocked = await server.built()
  server.world().readError = 'the line broke'
  await server.run(blocked)
  expect(await server.ask(`POST /v1/pipelines/${blocked}/runs`)).toMatchObject({
    status: 422,
    json: { error: { message: 'pipeline is disabled' } },
  })
  await server.manager.stop({ graceInMs: 0 })
  server.world().readError = undefined
  const building = await server.manager.pipelines.create({ stream: 'people', tables: { '': 'people' } })
  expect(await server.ask(`POST /v1/pipelines/${building}/runs`)).toMatchObject({
    status: 422,
    json: { error: { message: 'pipeline is building its tables' } },
  })
})

test('404 with the texts as listed', async () => {
  const server = await openServer()
  const missing = (what: string): object => {
    return { status: 404, json: { error: { code: `${what}_does_not_exist`, message: `${what} does not exist` } } }
  }
  const lines: readonly (readonly [line: string, body?: object])[] = [
    ['PUT /pipelines/9/status', { enabled: true }],
    ['PUT /v1/pipelines/9/schedule', { period: null }],
    ['POST /v1/pipelines/9/runs'],
    ['DELETE /v1/pipelines/9'],
  ]
  for (const [line, body] of lines) expect(await server.ask(line, { body })).toMatchObject(missing('pipeline'))
  for (const id of ['9', 'abc', '1e3']) {
    expect(await server.ask(`GET /v1/pipelines/runs/${id}`)).toMatchObject(missing('run'))
  }
  const everywhere = [...lines, ['GET /v1/pipelines/runs'], ['GET /pipelines/runs/1']] as const
  for (const [line, body] of everywhere) {
    const headers = { 'Millrace-Account': '77' }
    expect(await server.ask(line, { body, headers })).toMatchObject(missing('workspace'))
  }
})

test('401 has the form of the route', async () => {
  const server = await openServer()
  expect(await server.ask('GET /v1/pipelines/runs', { key: 'api_wrong' })).toMatchObject({
    status: 401,
    json: { error: { code: 'unauthorized', message: expect.any(String) } },
  })
})

test.each(prefixes)('DELETE %s/pipelines/:id deletes, with no response; the runs stay', async (prefix) => {
  const server = await openServer()
  const id = await server.built()
  const run = await server.run(id)
  expect(await server.ask(`DELETE ${prefix}/pipelines/${id}`)).toMatchObject(noResponse)
  expect((await server.ask(`GET ${prefix}/pipelines/${id}/status`)).status).toBe(404)
  expect((await server.ask(`GET ${prefix}/pipelines/runs/${run.id}`)).status).toBe(200)
})

const printed = {
  id: 609461413,
  pipeline: 705981339,
  startTime: '2024-11-27T18:22:47.937Z',
  endTime: '2024-11-27T18:49:07.150Z',
  passed: [6029, 6029, 5974, 5974, 5974, 5974],
  failed: [0, 0, 55, 0, 0, 0],
  error: '',
}

test.each(prefixes)('the run that the document prints, byte for byte (%s)', async (prefix) => {
  const server = await openServer()
  await keepRun(server, printed)
  const one = await server.ask(`GET ${prefix}/pipelines/runs/609461413`)
  expect(one.text).toBe(JSON.stringify(printed))
  const all = await server.ask(`GET ${prefix}/pipelines/runs`)
  expect(all.text).toBe(JSON.stringify({ runs: [printed] }))
})

test('all runs without parameters; pages by limit and cursor; the seven fields unless more are asked for', async () => {
  const server = await openServer()
  for (let id = 1; id <= 250; id += 1) await keepRun(server, { ...printed, id, pipeline: 1 + (id % 2) })
  const { json } = await server.ask('GET /v1/pipelines/runs')
  const { runs } = json as { runs: readonly { readonly id: number }[] }
  expect(runs.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => 250 - index))
  for (const run of runs) expect(Object.keys(run)).toEqual(Object.keys(printed))
  const paged: number[] = []
  let next: string | undefined = '/v1/pipelines/runs?pipeline=2&limit=60'
  while (next !== undefined) {
    const page = await server.ask(`GET ${next}`)
    paged.push(...(page.json as { runs: readonly { readonly id: number }[] }).runs.map(({ id }) => id))
    next = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
  }
  expect(paged).toEqual(runs.map(({ id }) => id).filter((id) => id % 2 === 1))
  const more = await server.ask('GET /v1/pipelines/runs?limit=1&include=state,trigger')
  expect(more.json).toMatchObject({
    runs: [{ ...printed, id: 250, pipeline: 1, state: 'succeeded', trigger: 'manual' }],
  })
  for (const wrong of ['limit=0', 'limit=x', 'cursor=x', 'include=secret', 'pipeline=-1']) {
    expect(await server.ask(`GET /v1/pipelines/runs?${wrong}`)).toMatchObject({
      status: 400,
      json: { error: { code: 'invalid_query' } },
    })
  }
})

async function keepRun({ manager }: TestServer, shown: typeof printed): Promise<void> {
  const { id, pipeline, startTime, endTime, passed, failed, error } = shown
  const counts = stepNames.map((name, index) => [name, { passed: passed[index], failed: failed[index] }])
  const value: RunRow = {
    type: 'run',
    pipeline,
    trigger: 'manual',
    incremental: null,
    state: 'succeeded',
    error,
    startedAt: startTime,
    endedAt: endTime,
    steps: Object.fromEntries(counts) as Steps,
    claim: null,
    isCancelling: false,
    notBefore: null,
    engineRun: null,
    tables: {},
    warnings: [],
    resumeAt: null,
    progress: null,
  }
  expect(await manager.store.apply([{ type: 'create', kind: 'run', id, account: 1, value }])).toBe(true)
}
