/** The first API, as its document shows it: run, status, duplicate. */

import { expect, test } from 'vitest'
import { newGate } from '../../manager/test/support/open-manager.ts'
import { fullKey, openServer } from './support/open-server.ts'

const prefixes = ['', '/v1']

test.each(prefixes)('%s/pipelines/:id/run queues a run and says where it is', async (prefix) => {
  const server = await openServer()
  const id = await server.built()
  const answer = await server.ask(`POST ${prefix}/pipelines/${id}/run`)
  expect(answer).toMatchObject({ status: 200, text: '{"success":true}' })
  const [run] = await server.manager.runs.list()
  expect(answer.headers.get('location')).toBe(`${prefix}/pipelines/runs/${run?.id}`)
  expect((await server.ask(`GET ${answer.headers.get('location')}`)).json).toMatchObject({ id: run?.id, pipeline: id })
})

test('on a queued pipeline the answer is true, and no second run is added', async () => {
  const server = await openServer()
  const id = await server.built()
  // Nobody takes it out of the queue any more.
  await server.manager.stop({ graceInMs: 0 })
  const first = await server.ask(`POST /pipelines/${id}/run`)
  const second = await server.ask(`POST /pipelines/${id}/run`)
  expect([first.json, second.json]).toEqual([{ success: true }, { success: true }])
  expect(second.headers.get('location')).toBe(first.headers.get('location'))
  expect(await server.manager.runs.list()).toHaveLength(1)
})

test('a refusal is 200 with success false, and says why', async () => {
  const server = await openServer()
  const disabled = await server.built({ enabled: false })
  const running = await server.built({ tables: { '': 'other' } })
  const refused = await server.ask(`POST /pipelines/${disabled}/run`)
  expect(refused).toMatchObject({ status: 200, json: { success: false, error: 'pipeline is disabled' } })
  const gate = newGate()
  server.world().gate = gate.pass
  await server.ask(`POST /pipelines/${running}/run`)
  await gate.reached
  expect(await server.ask(`POST /pipelines/${running}/run`)).toMatchObject({
    status: 200,
    json: { success: false, error: 'pipeline is already in progress' },
  })
  gate.open()
})

test('an account may be without runs by hand', async () => {
  const server = await openServer()
  const id = await server.built()
  await server.manager.accounts.update(1, { allowsManualRuns: false })
  expect(await server.ask(`POST /pipelines/${id}/run`)).toMatchObject({
    status: 200,
    json: { success: false, error: 'this account may not start runs by hand' },
  })
})

test.each(prefixes)('the status is keyed by the id, byte for byte (%s)', async (prefix) => {
  const server = await openServer()
  const kept = await server.manager.store.read('pipeline', await server.built())
  if (kept === undefined) throw new Error('it was made before')
  await server.manager.store.apply([{ type: 'create', kind: 'pipeline', id: 2040, account: 1, value: kept.value }])
  const { status, json } = await server.ask(`GET ${prefix}/pipelines/2040/status`)
  expect(status).toBe(200)
  expect(JSON.stringify(json, undefined, 4)).toBe(`{
    "2040": {
        "status": "active",
        "is_running": false,
        "is_active": true,
        "is_blocked": false,
        "raw_msg": null
    }
}`)
})

test('an unknown pipeline is 404 on all three', async () => {
  const server = await openServer()
  const { source, destination } = await server.register()
  const missing = { status: 404, json: { success: false, error: 'pipeline does not exist' } }
  for (const id of ['7', '99999999999999999999', 'abc', '-1', '1.5']) {
    expect(await server.ask(`POST /pipelines/${id}/run`)).toMatchObject(missing)
    expect(await server.ask(`GET /v1/pipelines/${id}/status`)).toMatchObject(missing)
  }
  const body = { ...duplicate, pipeline_id: 7, src_collection_id: source, dest_collection_id: destination }
  expect(await server.ask('POST /pipelines', { body })).toMatchObject(missing)
})

test('a bad key is 401 on all three, in the same form', async () => {
  const server = await openServer()
  for (const line of ['POST /pipelines/1/run', 'GET /v1/pipelines/1/status', 'POST /v1/pipelines']) {
    for (const key of [null, 'api_other', '']) {
      const answer = await server.ask(line, { key })
      expect(answer.json).toEqual({ success: false, error: expect.stringContaining('Authorization: Bearer api_') })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  }
})

const duplicate = {
  full_tables: { '': 'new_users', tags: 'new_tags' },
  execute_immediately: 'N',
}

test.each(prefixes)('%s/pipelines duplicates', async (prefix) => {
  const server = await openServer()
  const base = await server.built({ period: '2h', parameters: { team: 'a' } })
  await server.run(base)
  const choices = await server.manager.pipelines.choices()
  const body = {
    pipeline_id: base,
    dest_collection_id: choices.destination,
    src_collection_id: choices.source,
    client_id: 1,
    full_tables: { '': 'new_users', tags: 'new_tags' },
    deltas_tables: { '': 'new_users', tags: 'new_tags' },
    execute_immediately: 'Y',
    name: 'New Pipeline',
    overwrite_parameters: { team: 'b' },
  }
  const { status, json } = await server.ask(`POST ${prefix}/pipelines`, { body })
  expect(status).toBe(200)
  expect(json).toEqual({ success: true, data: { success: true, data: { new_pipeline_id: expect.any(Number) } } })
  const made = (json as { data: { data: { new_pipeline_id: number } } }).data.data.new_pipeline_id
  const { name, period, definition } = await server.manager.pipelines.read(made)
  expect({ name, period, ...definition }).toMatchObject({
    name: 'New Pipeline',
    period: '2h',
    parameters: { team: 'b' },
    tables: { '': 'new_users', tags: 'new_tags' },
  })
  await expect.poll(async () => (await server.manager.runs.list({ pipeline: made })).length).toBe(1)
})

test('a duplicate that cannot be is refused with 200, and the text says what is wrong', async () => {
  const server = await openServer()
  const base = await server.built()
  await server.run(base)
  const { source, destination } = await server.manager.pipelines.choices()
  const good = { ...duplicate, pipeline_id: base, src_collection_id: source, dest_collection_id: destination }
  const refused = async (change: object): Promise<unknown> => {
    const { status, json } = await server.ask('POST /pipelines', { body: { ...good, ...change } })
    expect(status).toBe(200)
    return json
  }
  expect(await refused({ full_tables: { '': 'x' } })).toMatchObject({
    success: false,
    error: expect.stringContaining('names no table for path "tags"'),
  })
  expect(await refused({ src_collection_id: 99 })).toEqual({ success: false, error: 'source does not exist' })
  expect(await refused({ overwrite_parameters: { team: 'x' } })).toMatchObject({
    error: expect.stringContaining('overwrite_parameters.team'),
  })
  await server.manager.sources.setActive(source ?? 0, false)
  expect(await refused({})).toMatchObject({ error: expect.stringContaining('source is not active') })
})

test('a malformed body is 400, and names every problem', async () => {
  const server = await openServer()
  const body = { pipeline_id: 1, execute_immediately: 'yes' }
  const { status, json } = await server.ask('POST /pipelines', { body })
  expect(status).toBe(400)
  const { success, error } = json as { success: boolean; error: string }
  expect(success).toBe(false)
  for (const name of ['dest_collection_id', 'src_collection_id', 'full_tables', 'execute_immediately']) {
    expect(error).toContain(name)
  }
  for (const broken of ['', '{"pipeline_id": ', '\u{feff}x', '[1]x']) {
    expect(await server.ask('POST /v1/pipelines', { body: broken })).toMatchObject({
      status: 400,
      json: { success: false, error: expect.any(String) },
    })
  }
})

test('client_id needs rights on both accounts', async () => {
  const keys = [{ key: 'api_one', account: 1 }]
  const server = await openServer({ keys })
  const other = await server.manager.accounts.create({ name: 'other' })
  const base = await server.built()
  const ends = await server.register(other)
  const body = {
    ...duplicate,
    pipeline_id: base,
    src_collection_id: ends.source,
    dest_collection_id: ends.destination,
    client_id: other,
  }
  expect(await server.ask('POST /pipelines', { body, key: 'api_one' })).toMatchObject({
    status: 404,
    json: { success: false, error: 'workspace does not exist' },
  })
  const { json } = await server.ask('POST /pipelines', { body, key: fullKey })
  expect(json).toMatchObject({ success: true })
  expect(await server.manager.account(other).pipelines.list()).toHaveLength(1)
})

test('a create in its place is answered by problem details', async () => {
  const server = await openServer()
  await server.register()
  const { status, headers, json } = await server.ask('POST /pipelines', { body: { stream: 'nothing' } })
  expect(status).toBe(400)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(json).toMatchObject({ code: 'invalid_options', problems: [{ path: 'stream' }] })
  const made = await server.ask('POST /v1/pipelines', { body: { stream: 'users' } })
  expect(made).toMatchObject({ status: 201, json: { id: expect.any(Number) } })
  expect(made.headers.get('location')).toBe(`/v1/pipelines/${(made.json as { id: number }).id}`)
})
