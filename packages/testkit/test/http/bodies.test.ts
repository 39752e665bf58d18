import { setTimeout as sleep } from 'node:timers/promises'
import { ScriptedServer } from '@millrace/testkit'
import { describe, expect, it } from 'vitest'
import { httpErrorOf, quickClient, signal } from './support/quick-client.ts'

async function collect(body: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return pieces
}

describe('bodies', () => {
  it('stay below the limit, whatever is announced', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /announced': { bytes: Buffer.alloc(1001) },
        'GET /endless': { text: 'x', fault: 'endless-body' },
        'GET /bomb': { bytes: Buffer.alloc(1_000_000), encoding: 'gzip' },
        'GET /just': { bytes: Buffer.alloc(1000) },
      },
    })
    const client = quickClient(server, { maxBodyBytes: 1000 })
    for (const path of ['/announced', '/endless', '/bomb']) {
      const error = await httpErrorOf(client.request({ path, signal }))
      expect(error).toMatchObject({ code: 'http_body_too_large', isRetryable: false })
    }
    expect(server.requests).toHaveLength(3)
    expect((await client.request({ path: '/just', signal })).bytes).toHaveLength(1000)
  })

  it('of refusals are kept to 64 KiB, and their end is not waited for', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /a': { status: 400, text: 'x', fault: 'endless-body' },
        'GET /b': { status: 400, text: 'a reason that breaks off', fault: 'reset-in-body' },
      },
    })
    const client = quickClient(server)
    expect((await httpErrorOf(client.request({ path: '/a', signal }))).body).toHaveLength(64 * 1024)
    expect((await httpErrorOf(client.request({ path: '/b', signal }))).body).toBe('a reason tha')
  })

  it('may be slow, as long as something comes', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': { json: 'x'.repeat(100), fault: 'slow-body', delayInMs: 30 } },
    })
    const answer = await quickClient(server, { timeoutInMs: 200 }).request({ path: '/a', signal })
    expect(answer.json()).toHaveLength(100)
  })

  it('may be empty', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /a': { headers: { 'content-type': 'application/json' } },
        'DELETE /a': { status: 204 },
        'HEAD /a': { headers: { 'content-length': '5000' } },
      },
    })
    const client = quickClient(server, { maxBodyBytes: 10 })
    const answer = await client.request({ path: '/a', signal })
    expect(answer.text()).toBe('')
    expect(() => answer.json()).toThrow(expect.objectContaining({ code: 'http_bad_body', isRetryable: true }))
    expect((await client.request({ path: '/a', method: 'DELETE', signal })).bytes).toHaveLength(0)
    const head = await client.request({ path: '/a', method: 'HEAD', signal })
    expect(head.headers.get('content-length')).toBe('5000')
  })

  it('may be pages, however the header that asks for them is written', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': { text: '<p>', headers: { 'content-type': 'text/html' } } },
    })
    const headers = { Accept: 'text/html' }
    expect((await quickClient(server).request({ path: '/a', headers, signal })).text()).toBe('<p>')
    expect((await quickClient(server, { headers }).request({ path: '/a', signal })).text()).toBe('<p>')
  })

  it('of other types are taken as they are', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /csv': { text: '{a', headers: { 'content-type': 'text/csv' } },
        'GET /html': { text: '<html>', headers: { 'content-type': 'text/html' } },
      },
    })
    const client = quickClient(server)
    const csv = await client.request({ path: '/csv', signal })
    expect(csv.text()).toBe('{a')
    expect(() => csv.json()).toThrow(/answered 200 with 2 bytes that are no JSON/)
    const html = await client.request({ path: '/html', headers: { accept: 'text/html' }, signal })
    expect(html.text()).toBe('<html>')
  })

  it('that are no JSON are not quoted', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { text: '{"salary": 12345, oops' } } })
    const client = quickClient(server, { retry: { maxRetries: 0 } })
    const error = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(`${error.stack} ${String(error.cause)}`).not.toMatch(/salary|12345|oops/)
    expect(error.body).toContain('salary')
  })
})

describe('streams', () => {
  it('hand the body on as it comes in', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': { bytes: Buffer.from('0123456789'), fault: 'slow-body', delayInMs: 10 } },
    })
    const { status, body } = await quickClient(server).stream({ path: '/a', signal })
    const pieces: string[] = []
    for await (const piece of body) pieces.push(new TextDecoder().decode(piece))
    expect(status).toBe(200)
    expect(pieces.join('')).toBe('0123456789')
    expect(pieces.length).toBeGreaterThan(3)
    for await (const piece of body) pieces.push(new TextDecoder().decode(piece))
    expect(pieces.join('')).toBe('0123456789')
  })

  it('have no limit', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { bytes: Buffer.alloc(500_000) } } })
    const { body } = await quickClient(server, { maxBodyBytes: 10 }).stream({ path: '/a', signal })
    let length = 0
    for await (const piece of body) length += piece.length
    expect(length).toBe(500_000)
  })

  it('are asked for again until the first byte, and never after it', async () => {
    await using server = await ScriptedServer.start({
      routes: {
        'GET /a': [{ status: 503 }, { fault: 'reset-before' }, { text: 'a', fault: 'reset-in-body' }, { text: 'all' }],
        'GET /b': { text: 'half of it is lost', fault: 'reset-in-body' },
      },
    })
    const client = quickClient(server)
    const { body } = await client.stream({ path: '/a', signal })
    expect(await collect(body)).toHaveLength(1)
    expect(server.requests).toHaveLength(4)
    const broken = await client.stream({ path: '/b', signal })
    const error = await httpErrorOf(collect(broken.body))
    expect(error).toMatchObject({ code: 'http_unreachable', isRetryable: true })
    expect(server.requests).toHaveLength(5)
  })

  it('time out between pieces, but not while nobody reads', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': { text: 'half of it', fault: 'hang-in-body' }, 'GET /b': { text: 'all of it' } },
    })
    const client = quickClient(server, { timeoutInMs: 60 })
    const hanging = await client.stream({ path: '/a', signal })
    expect((await httpErrorOf(collect(hanging.body))).code).toBe('http_timeout')
    const patient = await client.stream({ path: '/b', signal })
    await sleep(150)
    expect(await collect(patient.body)).toHaveLength(1)
  })

  it('hold their slot until they end, are left, or are aborted', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': { text: 'x', fault: 'endless-body' }, 'GET /b': { json: 1 }, 'GET /all': { text: 'all' } },
    })
    const client = quickClient(server, { budget: { maxInFlight: 1 } })
    const controller = new AbortController()
    const first = await client.stream({ path: '/a', signal })
    const waiting = client.request({ path: '/b', signal })
    await sleep(50)
    expect(server.requests).toHaveLength(1)
    for await (const piece of first.body) if (piece.length > 0) break
    expect((await waiting).json()).toBe(1)
    const left = await client.stream({ path: '/a', signal })
    await left.body[Symbol.asyncIterator]().return?.()
    await client.stream({ path: '/a', signal: controller.signal })
    controller.abort(new Error('enough'))
    expect(await collect((await client.stream({ path: '/all', signal })).body)).toHaveLength(1)
    expect((await client.request({ path: '/b', signal })).json()).toBe(1)
  })

  it('are refused like other requests', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 404, text: 'none' } } })
    const client = quickClient(server)
    expect(await httpErrorOf(client.stream({ path: '/a', signal }))).toMatchObject({ status: 404, body: 'none' })
    const expected = await client.stream({ path: '/a', expect: [404], signal })
    expect(Buffer.concat(await collect(expected.body)).toString()).toBe('none')
  })
})
