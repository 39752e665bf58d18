import { createHttpClient } from '@millrace/core/plugin'
import { ScriptedServer } from '@millrace/testkit'
import type { AnswerFault, ScriptedAnswer } from '@millrace/testkit'
import { describe, expect, it } from 'vitest'
import { httpErrorOf, quickClient, signal } from './support/quick-client.ts'

const fine: ScriptedAnswer = { json: { ok: true, filler: 'x'.repeat(200) } }

function failingOnce(...answers: readonly ScriptedAnswer[]): Promise<ScriptedServer> {
  return ScriptedServer.start({ routes: { '* /a': [...answers, fine] } })
}

describe('retries', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('asks again after %d', async (status) => {
    await using server = await failingOnce({ status }, { status })
    expect((await quickClient(server).request({ path: '/a', signal })).status).toBe(200)
    expect(server.requests).toHaveLength(3)
  })

  it.each([400, 401, 403, 404, 405, 409, 422, 501])('does not ask again after %d', async (status) => {
    await using server = await failingOnce({ status })
    const error = await httpErrorOf(quickClient(server).request({ path: '/a', signal }))
    expect(error).toMatchObject({ code: 'http_refused', status, isRetryable: false, retryAt: undefined })
    expect(server.requests).toHaveLength(1)
  })

  it.each<AnswerFault>(['reset-before', 'reset-in-body', 'truncate', 'wrong-length'])(
    'asks again after %s',
    async (fault) => {
      await using server = await failingOnce({ ...fine, fault })
      const answer = await quickClient(server).request({ path: '/a', signal })
      expect(answer.json()).toMatchObject({ ok: true })
      expect(server.requests).toHaveLength(2)
    },
  )

  it.each<AnswerFault>(['hang', 'hang-in-body'])('asks again after %s, when the time is up', async (fault) => {
    await using server = await failingOnce({ ...fine, fault })
    const answer = await quickClient(server, { timeoutInMs: 60 }).request({ path: '/a', signal })
    expect(answer.json()).toMatchObject({ ok: true })
  })

  it('asks again after the page of a proxy', async () => {
    await using server = await failingOnce({ text: '<html>', headers: { 'content-type': 'text/html' } })
    const answer = await quickClient(server).request({ path: '/a', signal })
    expect(answer.json()).toMatchObject({ ok: true })
  })

  it('asks again where compressed bytes are broken', async () => {
    await using server = await failingOnce({
      bytes: Buffer.from('no gzip at all'),
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    })
    const answer = await quickClient(server).request({ path: '/a', signal })
    expect(answer.json()).toMatchObject({ ok: true })
  })

  it.each<[ScriptedAnswer, string]>([
    [{ status: 429 }, 'http_rate_limited'],
    [{ status: 503 }, 'http_unavailable'],
    [{ fault: 'reset-before' }, 'http_unreachable'],
    [{ ...fine, fault: 'reset-in-body' }, 'http_unreachable'],
    [{ fault: 'hang' }, 'http_timeout'],
    [{ ...fine, fault: 'truncate' }, 'http_bad_body'],
    [{ text: '<p>', headers: { 'content-type': 'text/html' } }, 'http_bad_body'],
  ])('gives up in the end: %o is %s', async (answer, code) => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': answer } })
    const client = quickClient(server, { retry: { maxRetries: 2 }, timeoutInMs: 60 })
    const error = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(error).toMatchObject({ code, isRetryable: true })
    expect(error.message).toMatch(/attempt 3, after \d+\.\d s/)
    expect(server.requests).toHaveLength(3)
  })

  it('gives up when the patience ends', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 500 } } })
    const client = createHttpClient({
      baseUrl: server.url,
      retry: { maxRetries: 1000, firstDelayInMs: 20, maxDelayInMs: 20, maxElapsedInMs: 200 },
    })
    const start = performance.now()
    await httpErrorOf(client.request({ path: '/a', signal }))
    expect(performance.now() - start).toBeLessThan(2000)
    expect(server.requests.length).toBeGreaterThan(3)
  })

  it('retries other statuses where it is told to', async () => {
    await using server = await failingOnce({ status: 418 })
    const client = quickClient(server, { retry: { statuses: [418] } })
    expect((await client.request({ path: '/a', signal })).status).toBe(200)
    server.on('* /a', [{ status: 429 }, fine])
    const error = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(error.code).toBe('http_rate_limited')
  })

  it('reaches nobody', async () => {
    const server = await ScriptedServer.start()
    const client = quickClient(server, { retry: { maxRetries: 1 } })
    await server[Symbol.asyncDispose]()
    const error = await httpErrorOf(client.request({ path: '/a', method: 'POST', signal }))
    expect(error).toMatchObject({ code: 'http_unreachable', isRetryable: true })
    expect(error.message).toContain('could not be reached (ECONNREFUSED) (attempt 2')
  })

  it('tells of retries, but not of queries', async () => {
    await using server = await failingOnce({ status: 502 })
    const lines: unknown[] = []
    const note = (fields: object, message: string): number => lines.push([fields, message])
    const logger = { debug: note, info: note, warn: note, error: note }
    await quickClient(server).request({ path: '/a?key=hidden', signal, logger })
    expect(lines).toEqual([
      [
        { attempt: 1, delayInMs: expect.any(Number), status: 502 },
        expect.stringMatching(/^GET 127\.0\.0\.1:\d+\/a answered 502; asking again in \d+ ms$/),
      ],
    ])
  })

  describe('of what must not be done twice', () => {
    it.each<ScriptedAnswer>([
      { status: 500 },
      { status: 503 },
      { fault: 'reset-before' },
      { ...fine, fault: 'reset-in-body' },
    ])('does not ask again after %o', async (answer) => {
      await using server = await failingOnce(answer)
      const error = await httpErrorOf(quickClient(server).request({ path: '/a', method: 'POST', signal }))
      // Else the engine would read again, and so send it again.
      expect(error.isRetryable).toBe(false)
      expect(error.message).toContain('say isRepeatable')
      expect(server.requests).toHaveLength(1)
    })

    it.each<ScriptedAnswer>([{ status: 429 }, { status: 503, retryAfter: 0 }])(
      'asks again after %o',
      async (answer) => {
        await using server = await failingOnce(answer)
        expect((await quickClient(server).request({ path: '/a', method: 'POST', signal })).status).toBe(200)
      },
    )

    it('asks again where it is said to be harmless', async () => {
      await using server = await failingOnce({ fault: 'reset-before' })
      const request = { path: '/a', method: 'POST', body: {}, isRepeatable: true, signal }
      expect((await quickClient(server).request(request)).status).toBe(200)
    })
  })
})
