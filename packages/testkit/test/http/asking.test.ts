import { setTimeout as sleep } from 'node:timers/promises'
import { createHttpClient, InvalidOptionsError } from '@millrace/core/plugin'
import type { HttpClientOptions } from '@millrace/core/plugin'
import { ScriptedServer } from '@millrace/testkit'
import { describe, expect, it } from 'vitest'
import { httpErrorOf, quickClient, signal } from './support/quick-client.ts'

const answering = { routes: { '* /*': { json: {} } } }

describe('asking', () => {
  it('gets JSON below the base', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /v1/users/:id': { json: { id: 7 } } } })
    const client = createHttpClient({ baseUrl: `${server.url}/v1` })
    const answer = await client.request({ path: '/users/7', query: { a: [1, 2] }, signal })
    expect(answer.json()).toEqual({ id: 7 })
    expect(answer.text()).toBe('{"id":7}')
    expect(answer.status).toBe(200)
    expect(server.requests[0]?.query.getAll('a')).toEqual(['1', '2'])
    expect(server.requests[0]?.headers.accept).toBe('application/json')
  })

  it('sends JSON exactly, and reads it exactly', async () => {
    await using server = await ScriptedServer.start({ routes: { 'POST /a': ({ body }) => ({ text: body }) } })
    const body = { id: 9007199254740993n, ids: [1, 'a'] }
    const answer = await quickClient(server).request({ method: 'post', path: '/a', body, signal })
    expect(server.requests[0]?.body).toBe('{"id":9007199254740993,"ids":[1,"a"]}')
    expect(server.requests[0]?.headers['content-type']).toBe('application/json')
    expect(answer.json()).toEqual(body)
  })

  it('takes `__proto__` for a key like any other', async () => {
    const text = '{"__proto__":{"isAdmin":true,"id":9007199254740993}}'
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { text } } })
    const value = (await quickClient(server).request({ path: '/a', signal })).json()
    expect(Object.keys(value ?? {})).toEqual(['__proto__'])
    expect(value).not.toHaveProperty('isAdmin')
    expect({}).not.toHaveProperty('isAdmin')
  })

  it('reads compressed bodies', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /gzip': { json: 'gzip', encoding: 'gzip' },
        'GET /deflate': { json: 'deflate', encoding: 'deflate' },
        'GET /br': { json: 'br', encoding: 'br' },
      },
    })
    for (const name of ['gzip', 'deflate', 'br']) {
      expect((await quickClient(server).request({ path: name, signal })).json()).toBe(name)
    }
  })

  it.each<[HttpClientOptions['credentials'], string, string]>([
    [{ type: 'bearer', token: 'secret-token' }, 'authorization', 'Bearer secret-token'],
    [
      { type: 'basic', user: 'mé', password: 'p:w' },
      'authorization',
      `Basic ${Buffer.from('mé:p:w').toString('base64')}`,
    ],
    [{ type: 'header', name: 'X-Api-Key', value: 'secret-key' }, 'x-api-key', 'secret-key'],
    [{ type: 'oauth', token: async () => 'fetched-token' }, 'authorization', 'Bearer fetched-token'],
  ])('shows who asks: %o', async (credentials, header, value) => {
    await using server = await ScriptedServer.start(answering)
    await quickClient(server, credentials === undefined ? {} : { credentials }).request({ path: '/a', signal })
    expect(server.requests[0]?.headers[header]).toBe(value)
  })

  it('shows who asks in the query', async () => {
    await using server = await ScriptedServer.start(answering)
    const client = quickClient(server, { credentials: { type: 'query', name: 'key', value: 'a&b' } })
    await client.request({ path: '/a?x=1', signal })
    expect(server.requests[0]?.query.toString()).toBe('x=1&key=a%26b')
  })

  it('asks for another token once after a 401, for all that were refused together', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /a': ({ headers }) =>
          headers.authorization === 'Bearer token-2' ? { json: 'in' } : { status: 401, delayInMs: 20 },
      },
    })
    let made = 1
    const token = async ({ isRefused }: { readonly isRefused: boolean }): Promise<string> => {
      if (!isRefused) return 'token-1'
      made += 1
      await sleep(50)
      return `token-${made}`
    }
    const client = quickClient(server, { credentials: { type: 'oauth', token } })
    const answers = await Promise.all([1, 2, 3].map(() => client.request({ path: '/a', signal })))
    expect(answers.map((answer) => answer.json())).toEqual(['in', 'in', 'in'])
    expect(made).toBe(2)
  })

  it('gives up where the second token is refused too', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 401 } } })
    const client = quickClient(server, { credentials: { type: 'oauth', token: async () => 'token' } })
    const error = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(error).toMatchObject({ code: 'http_refused', status: 401, isRetryable: false })
    expect(server.requests).toHaveLength(2)
  })

  it('sends no token that is none, and does not show it', async () => {
    await using server = await ScriptedServer.start(answering)
    const client = quickClient(server, { credentials: { type: 'oauth', token: async () => 'hidden\ntoken' } })
    await expect(client.request({ path: '/a', signal })).rejects.toThrow(/^(?!.*hidden).*credentials.token/)
    expect(server.requests).toEqual([])
  })

  it('lets headers of the request win over those of the client', async () => {
    await using server = await ScriptedServer.start(answering)
    const client = quickClient(server, { headers: { 'x-a': 'client', 'x-b': 'client', accept: 'text/csv' } })
    await client.request({ path: '/a', headers: { 'X-A': 'request' }, signal })
    expect(server.requests[0]?.headers).toMatchObject({ 'x-a': 'request', 'x-b': 'client', accept: 'text/csv' })
  })

  it('says what was refused, and keeps the reason for the connector', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 400, json: { message: 'why' } } } })
    const error = await httpErrorOf(quickClient(server).request({ path: '/a?q=hidden', signal }))
    expect(error).toMatchObject({ code: 'http_refused', status: 400, isRetryable: false, body: '{"message":"why"}' })
    expect(error.message).toBe(
      `GET ${new URL(server.url).host}/a answered 400; \`body\` of this error may have the reason`,
    )
    expect(server.requests).toHaveLength(1)
  })

  it('hands out statuses that are expected', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': { status: 404, text: 'not there' }, 'GET /b': { status: 302, headers: { location: '/a' } } },
    })
    const client = quickClient(server)
    expect((await client.request({ path: '/a', expect: [404], signal })).text()).toBe('not there')
    expect((await client.request({ path: '/b', expect: [302], signal })).status).toBe(302)
  })

  it('lets the judge have the first word', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'POST /soft': [{ json: { error: 'busy' } }, { json: { ok: true } }],
        'GET /limit': [{ status: 403, json: { error: 'busy' } }, { json: { ok: true } }],
        'GET /wrong': { json: { error: 'wrong' } },
        'GET /none': { status: 404, json: { none: true } },
        'GET /page': { status: 502, text: '<html>', headers: { 'content-type': 'text/html' } },
      },
    })
    const client = quickClient(server, {
      retry: { maxRetries: 1 },
      judge: (answer) => {
        const body = answer.json()
        if (typeof body !== 'object' || body === null) return undefined
        if ('none' in body) return 'fine'
        if (!('error' in body)) return undefined
        return body['error'] === 'busy' ? 'retry' : 'refuse'
      },
    })
    expect((await client.request({ method: 'POST', path: '/soft', signal })).json()).toEqual({ ok: true })
    expect((await client.request({ path: '/limit', signal })).json()).toEqual({ ok: true })
    expect((await client.request({ path: '/none', signal })).json()).toEqual({ none: true })
    const wrong = await httpErrorOf(client.request({ path: '/wrong', signal }))
    expect(wrong).toMatchObject({ code: 'http_refused', status: 200, body: '{"error":"wrong"}' })
    expect(await httpErrorOf(client.request({ path: '/page', signal }))).toMatchObject({ code: 'http_unavailable' })
  })

  it('refuses options that cannot work, all at once and without showing them', () => {
    const wrong: HttpClientOptions = {
      baseUrl: 'https://me:hidden@example.com',
      credentials: { type: 'header', name: 'x-key', value: 'hidden\nvalue' },
      budget: { maxInFlight: 0 },
      timeoutInMs: -1,
    }
    expect(() => createHttpClient(wrong)).toThrow(InvalidOptionsError)
    expect(() => createHttpClient(wrong)).toThrow(/^(?!.*hidden)4 invalid options/s)
    for (const baseUrl of [
      'example.com',
      'ftp://example.com',
      'https://example.com/?key=hidden',
      'https://example.com/#hidden',
    ]) {
      expect(() => createHttpClient({ baseUrl })).toThrow(/^(?!.*hidden)invalid option baseUrl/)
    }
  })

  it('refuses requests that cannot be sent, before anything is sent', async () => {
    await using server = await ScriptedServer.start(answering)
    const client = quickClient(server, { baseUrl: `${server.url}/v1` })
    const requests = [
      { path: '/a', body: {} },
      { path: '/a', method: 'TRACE' },
      { path: '/a', method: 'a b' },
      { path: '/../a' },
      { path: '/a', headers: { 'x-key': 'hidden\nvalue' } },
    ]
    for (const request of requests) {
      const thrown: unknown = await client.request({ ...request, signal }).catch((error: unknown) => error)
      expect(InvalidOptionsError.isInstance(thrown)).toBe(true)
      expect(String(thrown)).not.toContain('hidden')
    }
    expect(server.requests).toEqual([])
  })

  it('asks by the `fetch` that is handed in', async () => {
    const asked: string[] = []
    const client = createHttpClient({
      baseUrl: 'https://api.example.com',
      fetch: async (url) => {
        asked.push(url)
        return Response.json({ from: 'here' })
      },
    })
    expect((await client.request({ path: '/a', query: { b: 1 }, signal })).json()).toEqual({ from: 'here' })
    expect(asked).toEqual(['https://api.example.com/a?b=1'])
  })
})
