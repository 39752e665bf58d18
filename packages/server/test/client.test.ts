import { expect, expectTypeOf, test } from 'vitest'
import { operationLines } from '../src/client/operation-lines.ts'
import { ClientError, createClient } from '../src/client.ts'
import { allRoutes } from '../src/routes/all-routes.ts'
import { fullKey, openServer, readKey } from './support/open-server.ts'

test('the client knows every operation of the server, and no other', () => {
  const lines = Object.entries(operationLines).filter(([name]) => name !== 'duplicatePipeline')
  const routes = allRoutes.filter(({ operation }) => operation !== 'watchRun')
  expect(Object.fromEntries(lines)).toEqual(
    Object.fromEntries(routes.map(({ operation, method, path }) => [operation, `${method} ${path}`])),
  )
})

test('the way from a source to a run, with types', async () => {
  const server = await openServer({ basePath: '/api' })
  const client = createClient({ url: `${server.url}/api`, key: fullKey })
  const settings = { world: 'w' }
  const { id: source } = await client.call('createSource', { body: { name: 'w', connector: 'test', settings } })
  const body = { name: 'm', connector: 'memory', settings: { name: 'm' } }
  await client.call('createDestination', { body })
  const { id } = await client.call('createPipeline', { body: { stream: 'users', source } })
  await server.settled(id)
  const run = await client.call('startRun', { id }, { idempotencyKey: 'first' })
  expect(await client.call('startRun', { id }, { idempotencyKey: 'first' })).toEqual(run)
  const states: string[] = []
  for await (const { state } of client.watchRun(run.id)) states.push(state)
  expect(states.at(-1)).toBe('succeeded')
  const { runs } = await client.call('listRuns', { query: { limit: 1, include: ['state', 'tables'] } })
  expect(runs).toMatchObject([{ id: run.id, state: 'succeeded' }])
  const status = await client.call('readPipelineStatus', { id })
  expect(status[id]?.status).toBe('active')
  expect(await client.call('setPipelineStatus', { id, body: { enabled: false } })).toBe(undefined)
  const pipeline = await client.call('readPipeline', { id })
  expectTypeOf(pipeline.nextRunAt).toEqualTypeOf<string | null>()
  expect(pipeline.isEnabled).toBe(false)
})

test('whatever the form of an error, it is thrown with code, text and request id', async () => {
  const server = await openServer()
  const client = createClient({ url: `${server.url}/`, key: fullKey })
  const id = await server.built({ enabled: false })
  const requestId: unknown = expect.stringMatching(/^[\da-f-]{36}$/)
  const thrown = async (work: Promise<unknown>): Promise<unknown> => {
    const error = await work.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ClientError)
    return error
  }
  const message = 'pipeline is disabled'
  expect(await thrown(client.call('runPipeline', { id }))).toMatchObject({ status: 200, code: 'refused', message })
  expect(await thrown(client.call('startRun', { id }))).toMatchObject({
    status: 422,
    code: 'pipeline_is_disabled',
    message,
  })
  expect(await thrown(client.call('readPipeline', { id: 99 }))).toMatchObject({
    status: 404,
    code: 'pipeline_does_not_exist',
    message: 'pipeline does not exist',
    requestId,
  })
  const reader = createClient({ url: server.url, key: readKey, account: 1 })
  expect(await thrown(reader.call('deletePipeline', { id }))).toMatchObject({ status: 403, code: 'forbidden' })
  const missing = client.watchRun(99)[Symbol.asyncIterator]()
  expect(await thrown(missing.next())).toMatchObject({ status: 404, code: 'run_does_not_exist' })
})
