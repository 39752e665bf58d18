import { getEventListeners } from 'node:events'
import { createHttpClient } from '@millrace/core/plugin'
import type { HttpClient, HttpClientOptions, HttpRequest } from '@millrace/core/plugin'
import { ScriptedServer } from '@millrace/testkit'
import type { ScriptedRoute } from '@millrace/testkit'
import { describe, expect, it } from 'vitest'
import { quickClient, signal } from './support/quick-client.ts'

interface Wait {
  readonly routes: Readonly<Record<string, ScriptedRoute>>
  readonly options?: Partial<HttpClientOptions>
  readonly request?: Partial<HttpRequest>
  /** What has to be under way before. */
  readonly before?: (client: HttpClient) => Promise<unknown> | void
  /** How many requests the server has got when the wait has begun. */
  readonly requests: number
}

const waits: Readonly<Record<string, Wait>> = {
  'a slot': {
    routes: { 'GET /a': { fault: 'hang' } },
    options: { budget: { maxInFlight: 1 } },
    before: (client) => void client.request({ path: '/a', signal }).catch(() => undefined),
    requests: 1,
  },
  'its turn': {
    routes: { 'GET /a': {} },
    options: { budget: { requestsPerSecond: 0.1 } },
    before: (client) => client.request({ path: '/a', signal }),
    requests: 1,
  },
  'the hour': {
    routes: { 'GET /a': {} },
    options: { budget: { requestsPerHour: 1, maxWaitInMs: 1e9 } },
    before: (client) => client.request({ path: '/a', signal }),
    requests: 1,
  },
  'the end of a pause of the budget': {
    routes: { 'GET /limited': { status: 429, retryAfter: 60 }, 'GET /a': {} },
    options: { retry: { maxRetries: 0 } },
    before: (client) => client.request({ path: '/limited', signal }).catch(() => undefined),
    requests: 1,
  },
  'the pause that was asked for': { routes: { 'GET /a': { status: 429, retryAfter: 60 } }, requests: 1 },
  'the pause before a retry': {
    routes: { 'GET /a': { status: 500 } },
    options: { retry: { firstDelayInMs: 1e9, maxDelayInMs: 1e9, maxElapsedInMs: 1e10 } },
    requests: 1,
  },
  'the answer': { routes: { 'GET /a': { fault: 'hang' } }, requests: 1 },
  'the body': { routes: { 'GET /a': { json: 'half of it', fault: 'hang-in-body' } }, requests: 1 },
  'the body of a refusal': {
    routes: { 'GET /a': { status: 400, json: 'half of it', fault: 'hang-in-body' } },
    requests: 1,
  },
  'the answer after a redirect': {
    routes: { 'GET /a': { status: 302, headers: { location: '/b' } }, 'GET /b': { fault: 'hang' } },
    requests: 2,
  },
  'a token': {
    routes: { 'GET /a': {} },
    options: { credentials: { type: 'oauth', token: () => new Promise(() => {}) } },
    requests: 0,
  },
  'another token': {
    routes: { 'GET /a': { status: 401 } },
    options: {
      credentials: {
        type: 'oauth',
        token: ({ isRefused }) => (isRefused ? new Promise(() => {}) : Promise.resolve('token')),
      },
    },
    requests: 1,
  },
  'a `fetch` that does not know signals': {
    routes: {},
    options: { fetch: () => new Promise(() => {}) },
    requests: 0,
  },
}

/** Waits for what comes by itself, and fails where it does not. */
async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 2000
  while (!isSo()) {
    if (performance.now() > end) throw new Error('it did not come')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe.each(Object.entries(waits))('waiting for %s', (_name, wait) => {
  it.each(['request', 'stream'] as const)('ends at once when a %s is aborted', async (kind) => {
    await using server = await ScriptedServer.start({ routes: wait.routes })
    const client = quickClient(server, wait.options)
    await wait.before?.(client)
    const controller = new AbortController()
    const reason = { not: 'even an error' }
    // One handler, so that the reason is never unhandled.
    const outcome = client[kind]({ path: '/a', ...wait.request, signal: controller.signal }).then(
      () => 'answered',
      (thrown: unknown) => thrown,
    )
    if (kind === 'stream' && _name === 'the body') {
      // A stream whose first bytes have come is not waiting any more.
      expect(await outcome).toBe('answered')
      controller.abort(reason)
      await until(() => server.inFlight === 0)
      expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
      return
    }
    await until(() => server.requests.length >= wait.requests)
    await new Promise((resolve) => setTimeout(resolve, 30))
    const start = performance.now()
    controller.abort(reason)
    expect(await outcome).toBe(reason)
    expect(performance.now() - start).toBeLessThan(1000)
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
    await until(() => server.inFlight <= (_name === 'a slot' ? 1 : 0))
    expect(server.requests).toHaveLength(wait.requests)
  })
})

describe('a signal', () => {
  it('that is aborted already lets nothing be sent', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': {} } })
    const reason = new Error('before')
    await expect(quickClient(server).request({ path: '/a', signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(server.requests).toHaveLength(0)
  })

  it('that lives long gathers no listeners', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /a': [{ status: 500 }, { status: 429, retryAfter: 0.01 }, { fault: 'reset-before' }, { json: {} }],
        'GET /b': { status: 404 },
        'GET /c': { status: 302, headers: { location: '/a' } },
        'GET /d': { text: 'x', fault: 'endless-body' },
      },
    })
    const { signal } = new AbortController()
    const client = quickClient(server, {
      budget: { requestsPerSecond: 100, requestsPerHour: 1000 },
      credentials: { type: 'oauth', token: async () => 'token' },
    })
    const asked = ['/a', '/b', '/c', '/a', '/c'].map((path) => client.request({ path, signal }))
    await Promise.allSettled(asked)
    for await (const piece of (await client.stream({ path: '/d', signal })).body) if (piece.length > 0) break
    await client.request({ path: '/c', signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })

  it('of one who waits lets the next one have the place', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /slow': { delayInMs: 150 }, 'GET /a': {} } })
    const client = createHttpClient({ baseUrl: server.url, budget: { maxInFlight: 1, requestsPerHour: 2 } })
    const slow = client.request({ path: '/slow', signal })
    const controller = new AbortController()
    const leaving = client.request({ path: '/a', signal: controller.signal })
    controller.abort(new Error('left'))
    await expect(leaving).rejects.toThrow('left')
    await client.request({ path: '/a', signal })
    await slow
    expect(server.requests).toHaveLength(2)
  })
})
