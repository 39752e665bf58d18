import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AnswerFault } from './scripted-answer.ts'
import { ScriptedServer } from './scripted-server.ts'

/** What goes wrong on the way, as the innermost code of the error. */
async function readFailing(
  url: string,
  signal?: AbortSignal,
): Promise<{ status?: number; text?: string; code?: unknown }> {
  let status: number | undefined
  try {
    const response = await fetch(url, signal === undefined ? {} : { signal })
    status = response.status
    return { status, text: await response.text() }
  } catch (error) {
    const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    return { ...(status === undefined ? {} : { status }), code }
  }
}

function serverWith(fault: AnswerFault): Promise<ScriptedServer> {
  return ScriptedServer.start({ routes: { 'GET /': { json: { text: 'x'.repeat(1000) }, fault } } })
}

describe('ScriptedServer', () => {
  it('answers a script, of which the last answer stays', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': [{ status: 500 }, (_request, call) => ({ json: { call } })] },
    })
    const answers = [await fetch(`${server.url}/a`), await fetch(`${server.url}/a`), await fetch(`${server.url}/a`)]
    expect(answers.map(({ status }) => status)).toEqual([500, 200, 200])
    expect(await answers[2]?.json()).toEqual({ call: 2 })
  })

  it('finds routes by method and pattern, and answers 404 for the rest', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'POST /users/:id/tags': ({ params }) => ({ json: params }),
        'GET /files/*': { text: 'a file' },
        '* /any': { text: 'any' },
      },
    })
    const post = await fetch(`${server.url}/users/a%20b/tags`, { method: 'POST', body: '{}' })
    expect(await post.json()).toEqual({ id: 'a b' })
    expect(await (await fetch(`${server.url}/files/1/2`)).text()).toBe('a file')
    expect(await (await fetch(`${server.url}/any`, { method: 'DELETE' })).text()).toBe('any')
    expect((await fetch(`${server.url}/users/1/tags`)).status).toBe(404)
    expect((await fetch(`${server.url}/users/1/tags/2`, { method: 'POST' })).status).toBe(404)
  })

  it('notes what was asked', async () => {
    await using server = await ScriptedServer.start({ routes: { 'POST /a': { status: 204 } } })
    await fetch(`${server.url}/a?x=1&x=2`, { method: 'POST', body: 'the body', headers: { 'x-test': 'yes' } })
    const [request] = server.requests
    expect(request).toMatchObject({ method: 'POST', path: '/a', body: 'the body' })
    expect(request?.query.getAll('x')).toEqual(['1', '2'])
    expect(request?.headers['x-test']).toBe('yes')
  })

  it('sends headers, types and compressed bodies', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /gzip': { json: { a: 1 }, encoding: 'gzip', headers: { link: ['<a>', '<b>'], 'content-type': 'text/x' } },
        'GET /wait': { status: 429, retryAfter: new Date(0) },
      },
    })
    const answer = await fetch(`${server.url}/gzip`)
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('content-type')).toBe('text/x')
    expect(answer.headers.get('link')).toBe('<a>, <b>')
    expect(await answer.json()).toEqual({ a: 1 })
    const wait = await fetch(`${server.url}/wait`)
    expect(wait.headers.get('retry-after')).toBe('Thu, 01 Jan 1970 00:00:00 GMT')
  })

  it('counts what is under way', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /': { delayInMs: 30 } } })
    await Promise.all([fetch(server.url), fetch(server.url), fetch(server.url)])
    await fetch(server.url)
    expect(server.maxInFlight).toBe(3)
    expect(server.inFlight).toBe(0)
  })

  it('resets the connection', async () => {
    await using before = await serverWith('reset-before')
    expect(await readFailing(before.url)).toEqual({ code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) })
    await using inBody = await serverWith('reset-in-body')
    expect(await readFailing(inBody.url)).toEqual({
      status: 200,
      code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/),
    })
  })

  it('cuts the body, properly or not', async () => {
    await using truncated = await serverWith('truncate')
    const { text } = await readFailing(truncated.url)
    expect(text).toMatch(/^\{"text":"x+$/)
    await using short = await serverWith('wrong-length')
    expect(await readFailing(short.url)).toEqual({ status: 200, code: expect.anything() })
  })

  it('hangs, before the answer or in it', async () => {
    await using before = await serverWith('hang')
    expect(await readFailing(before.url, AbortSignal.timeout(50))).not.toHaveProperty('status')
    await using inBody = await serverWith('hang-in-body')
    expect(await readFailing(inBody.url, AbortSignal.timeout(50))).toMatchObject({ status: 200, code: 23 })
  })

  it('sends slowly, and without end', async () => {
    await using slow = await serverWith('slow-body')
    const start = performance.now()
    expect((await readFailing(slow.url)).text).toHaveLength(1011)
    expect(performance.now() - start).toBeGreaterThan(150)
    await using endless = await serverWith('endless-body')
    const { body } = await fetch(endless.url)
    let length = 0
    for await (const chunk of body ?? []) {
      length += chunk.length
      if (length > 1_000_000) break
    }
    expect(length).toBeGreaterThan(1_000_000)
  })

  it('closes in the middle of everything', async () => {
    const server = await ScriptedServer.start({
      routes: { 'GET /': { fault: 'hang' }, 'GET /late': { delayInMs: 60_000 } },
    })
    const { url } = server
    const open = [readFailing(url), readFailing(`${url}/late`)]
    while (server.requests.length < 2) await sleep(5)
    await server[Symbol.asyncDispose]()
    expect(await Promise.all(open)).toEqual([{ code: expect.anything() }, { code: expect.anything() }])
    expect(await readFailing(url)).toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('says what is wrong with a route, and with a script that throws', async () => {
    await using server = await ScriptedServer.start()
    expect(() => server.on('/users', {})).toThrow(/GET \/users/)
    server.on('GET /', () => {
      throw new Error('on purpose')
    })
    expect(await (await fetch(server.url)).text()).toBe('the script threw: Error: on purpose')
  })
})
