import { inspect } from 'node:util'
import { createHttpClient, HttpError } from '@millrace/core/plugin'
import type { HttpClientOptions, HttpCredentials } from '@millrace/core/plugin'
import { ScriptedServer } from '@millrace/testkit'
import type { ScriptedAnswer, ScriptedRequest } from '@millrace/testkit'
import { describe, expect, it } from 'vitest'
import { quickClient, signal } from './support/quick-client.ts'

const secret = 'S3cr3t/with "quotes"&more'
const encoded = encodeURIComponent(secret)

const allCredentials: readonly HttpCredentials[] = [
  { type: 'bearer', token: secret },
  { type: 'basic', user: secret, password: 'x' },
  { type: 'basic', user: 'me', password: secret },
  { type: 'header', name: 'X-Whatever', value: secret },
  { type: 'query', name: 'who', value: secret },
  { type: 'oauth', token: async () => secret },
]

/** All that a program could come to see of a value, hidden members included. */
function everythingOf(value: unknown): string {
  const seen = inspect(value, { depth: 20, showHidden: true, getters: true, maxStringLength: null })
  const causes: string[] = []
  for (let error = value; error instanceof Error; error = error.cause) {
    causes.push(error.message, error.stack ?? '', String(error), JSON.stringify(error))
    if (HttpError.isInstance(error)) causes.push(error.body ?? '')
  }
  return [seen, ...causes].join('\n')
}

function echo({ headers, query, body }: ScriptedRequest): string {
  return JSON.stringify({ headers, query: query.toString(), body, again: Object.fromEntries(query) })
}

const failures: Readonly<Record<string, (request: ScriptedRequest) => ScriptedAnswer>> = {
  refused: (request) => ({ status: 400, text: echo(request) }),
  unavailable: (request) => ({ status: 503, text: echo(request) }),
  'no JSON': (request) => ({ text: `{${echo(request)}` }),
  reset: () => ({ fault: 'reset-before' }),
  'reset in the body': (request) => ({ text: echo(request), fault: 'reset-in-body' }),
  hanging: () => ({ fault: 'hang' }),
  'redirected in a circle': ({ query }) => ({ status: 302, headers: { location: `/a?${query.toString()}` } }),
}

describe.each(allCredentials)('secrets of %o', (credentials) => {
  it.each(Object.entries(failures))('are in nothing that is thrown or logged: %s', async (_name, answer) => {
    await using server = await ScriptedServer.start({ routes: { 'GET /:any': answer } })
    const logged: unknown[] = []
    const note = (...line: readonly unknown[]): number => logged.push(line)
    const logger = { debug: note, info: note, warn: note, error: note }
    const client = quickClient(server, { credentials, timeoutInMs: 40, retry: { maxRetries: 1 } })
    const thrown: unknown = await client
      .request({ path: `/${encoded}`, query: { filter: 'row value' }, signal, logger })
      .catch((error: unknown) => error)
    expect(HttpError.isInstance(thrown)).toBe(true)
    const seen = [thrown, client, logged].map(everythingOf).join('\n')
    expect(seen).toContain('GET 127.0.0.1')
    for (const form of [
      secret,
      encoded,
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(`me:${secret}`).toString('base64'),
    ]) {
      expect(seen).not.toContain(form)
    }
    expect([thrown, logged].map((value) => inspect(value, { depth: 20 })).join('\n')).not.toContain('row value')
  })
})

describe('secrets', () => {
  it('in headers of one’s own are kept too', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': (request) => ({ status: 400, text: echo(request) }) },
    })
    const client = quickClient(server, { headers: { 'X-Api-Key': 'secret-of-client' } })
    const headers = { Authorization: 'Bearer secret-of-request' }
    const thrown: unknown = await client.request({ path: '/a', headers, signal }).catch((error: unknown) => error)
    expect(everythingOf(thrown)).not.toMatch(/secret-of/)
  })

  it('that a `fetch` puts into its errors are taken out', async () => {
    const options: HttpClientOptions = {
      baseUrl: 'https://api.example.com',
      credentials: { type: 'query', name: 'key', value: secret },
      retry: { maxRetries: 0 },
      fetch: async (url) => {
        throw new TypeError(`cannot fetch ${url}`, { cause: Object.assign(new Error(secret), { code: 'E_OWN', url }) })
      },
    }
    const thrown: unknown = await createHttpClient(options)
      .request({ path: '/a', signal })
      .catch((error: unknown) => error)
    expect(everythingOf(thrown)).not.toContain(secret)
    expect(everythingOf(thrown)).not.toContain(encoded)
    expect(everythingOf(thrown)).toContain('cannot fetch https://api.example.com/a')
  })

  it('are not shown by a client or its requests under way', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { delayInMs: 50, json: {} } } })
    const client = quickClient(server, { credentials: { type: 'bearer', token: secret } })
    const asked = client.request({ path: '/a', signal })
    expect(everythingOf(client)).not.toContain(secret)
    expect(everythingOf(await asked)).not.toContain(secret)
  })
})
