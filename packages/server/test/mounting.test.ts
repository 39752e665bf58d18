/** The API inside servers of others, over real sockets. */

import { createServer } from 'node:http'
import { serve } from '@hono/node-server'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { openManager } from '../../manager/test/support/open-manager.ts'
import type { Bench } from '../../manager/test/support/open-manager.ts'
import { createApi, toNodeHandler } from '../src/index.ts'
import type { ApiHandler } from '../src/index.ts'
import { asking, listen } from './support/open-server.ts'

async function open(basePath = ''): Promise<Bench & { readonly api: ApiHandler }> {
  const bench = await openManager()
  return { ...bench, api: createApi(bench.manager, { basePath, keys: [{ key: 'api_full' }] }) }
}

/** A body, an empty answer, a Location, a stream of events, an error: all that an adapter could lose. */
async function exchange(bench: Bench, url: string, basePath = ''): Promise<object> {
  const ask = asking(url)
  const id = await bench.built()
  const set = await ask(`PUT ${basePath}/v1/pipelines/${id}/schedule`, { body: { period: '3h' } })
  const { period } = await bench.manager.pipelines.read(id)
  const queued = await ask(`POST ${basePath}/v1/pipelines/${id}/run`)
  const location = queued.headers.get('location') ?? ''
  const events = await ask(`GET ${location}/events`)
  const run = await ask(`GET ${location}?include=state`)
  const refused = await ask(`GET ${basePath}/v1/pipelines/${id}/status`, { key: null })
  return {
    set: [set.status, set.text, period],
    queued: queued.json,
    place: location.replace(/\d+$/, 'id'),
    lastEvent: events.text.includes('"state":"succeeded"'),
    run: run.json,
    refused: refused.status,
  }
}

const wanted = (basePath = ''): object => ({
  set: [200, '', '3h'],
  queued: { success: true },
  place: `${basePath}/v1/pipelines/runs/id`,
  lastEvent: true,
  run: expect.objectContaining({ state: 'succeeded' }),
  refused: 401,
})

test('Node http', async () => {
  const { api, ...bench } = await open()
  expect(await exchange(bench, await listen(createServer(toNodeHandler(api))))).toEqual(wanted())
})

test('Hono, below a path', async () => {
  const { api, ...bench } = await open('/api')
  const app = new Hono().all('/api/*', (context) => api(context.req.raw))
  const url = await new Promise<string>((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      resolve(`http://127.0.0.1:${port}`)
    })
    onTestFinished(() => void server.close())
  })
  expect(await exchange(bench, url, '/api')).toEqual(wanted('/api'))
})

test.each([false, true])('Express, below a path (bodies read before: %s)', async (readsBodies) => {
  const { api, ...bench } = await open('/api')
  const app = express()
  if (readsBodies) app.use(express.json())
  app.use('/api', toNodeHandler(api))
  expect(await exchange(bench, await listen(createServer(app)), '/api')).toEqual(wanted('/api'))
})

test('Fastify, below a path', async () => {
  const { api, ...bench } = await open('/api')
  const handler = toNodeHandler(api)
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.all('/api/*', (request, reply) => {
    reply.hijack()
    handler(request.raw, reply.raw)
  })
  onTestFinished(() => app.close())
  expect(await exchange(bench, await app.listen({ port: 0, host: '127.0.0.1' }), '/api')).toEqual(wanted('/api'))
})

test('a client that goes away ends the events', async () => {
  const { api, ...bench } = await open()
  const url = await listen(createServer(toNodeHandler(api)))
  const id = await bench.built()
  // Nobody but the events reads the run, which stays in the queue.
  await bench.manager.stop({ graceInMs: 0 })
  const run = await bench.manager.runs.start(id)
  const { store } = bench.manager
  const read = store.read.bind(store)
  let reads = 0
  Object.assign(store, {
    read: (...place: Parameters<typeof read>) => {
      if (place[0] === 'run') reads += 1
      return read(...place)
    },
  })
  const gone = new AbortController()
  const headers = { authorization: 'Bearer api_full' }
  const response = await fetch(`${url}/v1/pipelines/runs/${run}/events`, { headers, signal: gone.signal })
  const reader = response.body?.getReader()
  await reader?.read()
  const atFirst = reads
  await expect.poll(() => reads, { timeout: 5000 }).toBeGreaterThan(atFirst)
  gone.abort()
  await expect(reader?.read()).rejects.toThrow('aborted')
  let last = -1
  const hasStopped = (): boolean => {
    const isSame = reads === last
    last = reads
    return isSame
  }
  await expect.poll(hasStopped, { timeout: 5000, interval: 600 }).toBe(true)
})
