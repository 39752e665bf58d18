import { createHttpClient } from '@millrace/core/plugin'
import type { HttpCredentials } from '@millrace/core/plugin'
import { ScriptedServer } from '@millrace/testkit'
import { describe, expect, it } from 'vitest'
import { httpErrorOf, quickClient, signal } from './support/quick-client.ts'

const allCredentials: readonly HttpCredentials[] = [
  { type: 'bearer', token: 'secret-bearer' },
  { type: 'basic', user: 'secret-user', password: 'secret-password' },
  { type: 'header', name: 'X-Whatever', value: 'secret-header' },
  { type: 'query', name: 'who', value: 'secret-query' },
  { type: 'oauth', token: async () => 'secret-token' },
]

/** A redirect to wherever `location` says, whatever was asked. */
function redirectTo(
  location: string,
  status = 302,
): { readonly status: number; readonly headers: { readonly location: string } } {
  return { status, headers: { location } }
}

describe('redirects', () => {
  it.each(allCredentials)('are followed with credentials at the same origin: %o', async (credentials) => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': redirectTo('b?x=1'), 'GET /b': { json: 'there' } },
    })
    const answer = await quickClient(server, { credentials }).request({ path: '/a', signal })
    expect(answer.json()).toBe('there')
    const [first, second] = server.requests
    expect(second?.query.get('x')).toBe('1')
    expect(second?.query.get('who')).toBe(first?.query.get('who'))
    expect(second?.headers.authorization).toBe(first?.headers.authorization)
    expect(second?.headers['x-whatever']).toBe(first?.headers['x-whatever'])
  })

  it.each(allCredentials)('carry nothing secret to another host: %o', async (credentials) => {
    await using other = await ScriptedServer.start({
      // It sends the request on to itself: what was dropped must not come back.
      routes: {
        'GET /b': ({ query }) => redirectTo(`/c?x=${query.get('x') ?? ''}`),
        'GET /c': { json: 'there' },
      },
    })
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': ({ query }) => redirectTo(`${other.url}/b?who=${query.get('who') ?? ''}&x=1`) },
    })
    const client = quickClient(server, { credentials, headers: { 'X-Api-Key': 'secret-too', 'X-Plain': 'plain' } })
    const headers = { 'X-Session': 'secret-session', 'X-Trace': 'trace' }
    expect((await client.request({ path: '/a', headers, signal })).json()).toBe('there')
    expect(other.requests).toHaveLength(2)
    for (const { headers: received, query } of other.requests) {
      expect(received).toMatchObject({ 'x-plain': 'plain', 'x-trace': 'trace' })
      expect(JSON.stringify([received, query.toString()])).not.toMatch(/secret/)
      expect(query.get('x')).toBe('1')
    }
  })

  it('do not bring credentials back from another host', async () => {
    await using other = await ScriptedServer.start()
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': redirectTo(`${other.url}/b`), 'GET /delete-all': { json: 'there' } },
    })
    other.on('GET /b', redirectTo(`${server.url}/delete-all`))
    const client = quickClient(server, { credentials: { type: 'bearer', token: 'secret-token' } })
    await client.request({ path: '/a', signal })
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret-token', undefined])
  })

  it('are not needed for a whole URL, which gets credentials at home only', async () => {
    await using other = await ScriptedServer.start({ routes: { 'GET /b': {} } })
    await using server = await ScriptedServer.start({ routes: { 'GET /b': {} } })
    const client = quickClient(server, { credentials: { type: 'bearer', token: 'secret-token' } })
    await client.request({ path: `${server.url}/b`, signal })
    await client.request({ path: `${other.url}/b`, headers: { 'X-Signed-Key': 'meant for it' }, signal })
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret-token')
    expect(other.requests[0]?.headers.authorization).toBeUndefined()
    expect(other.requests[0]?.headers['x-signed-key']).toBe('meant for it')
  })

  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', '{"a":1}'],
    [308, 'POST', '{"a":1}'],
  ])('keep or change the method: %d', async (status, method, body) => {
    await using server = await ScriptedServer.start({ routes: { 'POST /a': redirectTo('/b', status), '* /b': {} } })
    await quickClient(server).request({ method: 'POST', path: '/a', body: { a: 1 }, signal })
    expect(server.requests[1]).toMatchObject({ method, body })
    expect(server.requests[1]?.headers['content-type']).toBe(body === '' ? undefined : 'application/json')
  })

  it.each([
    ['in a circle', '/a'],
    ['in a circle', '/b'],
    ['more than 10 times', ''],
  ])('that lead %s are given up', async (problem, location) => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /b': redirectTo('/a'), 'GET /:any': (_request, call) => redirectTo(location || `/c${call}`) },
    })
    const error = await httpErrorOf(quickClient(server).request({ path: '/a', signal }))
    expect(error).toMatchObject({ code: 'http_refused', isRetryable: false })
    expect(error.message).toContain(`redirects ${problem}`)
    expect(server.requests.length).toBeLessThan(12)
  })

  it('that lead nowhere are refused', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /a': { status: 302 },
        'GET /b': redirectTo('file:///etc/passwd'),
        'GET /c': redirectTo('http://['),
      },
    })
    const client = quickClient(server)
    for (const path of ['/a', '/b', '/c']) {
      expect(await httpErrorOf(client.request({ path, signal }))).toMatchObject({ code: 'http_refused' })
    }
  })

  it('to another host are named where they fail', async () => {
    await using other = await ScriptedServer.start({ routes: { 'GET /b': { status: 401 } } })
    await using server = await ScriptedServer.start({ routes: { 'GET /a': redirectTo(`${other.url}/b`) } })
    const client = quickClient(server, { credentials: { type: 'bearer', token: 'secret-token' } })
    const error = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(error.message).toContain(`was redirected to ${other.url}, which answered 401`)
    expect(error.message).toContain('no credentials are sent to another origin')
  })

  it('to https are named where they fail, since they get no credentials either', async () => {
    const client = createHttpClient({
      baseUrl: 'http://api.example',
      credentials: { type: 'bearer', token: 'secret-token' },
      fetch: async (url) =>
        url.startsWith('https:')
          ? new Response('', { status: 401 })
          : new Response('', { status: 301, headers: { location: 'https://api.example/a' } }),
    })
    const { message } = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(message).toContain('was redirected to https://api.example, which answered 401')
  })
})
