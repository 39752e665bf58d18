import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'
import type { FaultProxyOptions } from './fault-proxy.ts'

/** What a server got over each connection, and how it ended. */
interface Heard {
  text: string
  end: 'open' | 'ended' | 'reset'
}

/** Says everything back, and hears how connections end. */
async function echo(): Promise<{ readonly target: string; readonly heard: readonly Heard[] }> {
  const heard: Heard[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection: Heard = { text: '', end: 'open' }
    heard.push(connection)
    socket.setEncoding('latin1').on('data', (said: string) => {
      connection.text += said
      socket.write(said, 'latin1')
    })
    socket.on('end', () => {
      connection.end = 'ended'
      socket.end()
    })
    socket.on('error', () => (connection.end = 'reset'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { target: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, heard }
}

async function openProxy(target: string, protocol?: FaultProxyOptions['protocol']): Promise<FaultProxy> {
  const proxy = await FaultProxy.open({ target, ...(protocol === undefined ? {} : { protocol }) })
  onTestFinished(() => proxy[Symbol.asyncDispose]())
  return proxy
}

async function dial({ url }: FaultProxy): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function ask(socket: Socket, said: string | Buffer): Promise<string> {
  socket.write(said)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  return answer.toString()
}

/** How a connection ends: the code of its error, or `closed`. */
async function ending(socket: Socket): Promise<unknown> {
  socket.resume()
  try {
    await once(socket, 'close')
    return 'closed'
  } catch (error) {
    return Reflect.get(error as Error, 'code')
  }
}

test('without a fault everything passes, both ways and however much', async () => {
  const { target } = await echo()
  const proxy = await openProxy(target)
  const socket = await dial(proxy)
  const much = Buffer.alloc(3_000_000, 'abcdefg')
  const answer = buffer(socket)
  socket.end(much)
  expect((await answer).equals(much)).toBe(true)
  expect(proxy.passed).toEqual({ toServer: much.length, toClient: much.length })
  await expect.poll(() => proxy.connections).toBe(0)
})

test('a connection is reset at its byte, and the next one is not', async () => {
  const { target, heard } = await echo()
  const proxy = await openProxy(target)
  const fault = proxy.inject({ type: 'reset', direction: 'toServer', afterBytes: 7 })
  const socket = await dial(proxy)
  expect(await ask(socket, 'abcde')).toBe('abcde')
  expect(fault.hasHappened).toBe(false)
  socket.write('fghij')
  expect(await ending(socket)).toBe('ECONNRESET')
  await fault.happened
  await expect.poll(() => heard[0]).toEqual({ text: 'abcdefg', end: 'reset' })
  expect(await ask(await dial(proxy), 'again')).toBe('again')
})

test('all connections are reset at a byte of one of them', async () => {
  const { target } = await echo()
  const proxy = await openProxy(target)
  const [one, other] = [await dial(proxy), await dial(proxy)]
  expect(await ask(other, 'x')).toBe('x')
  proxy.inject({ type: 'reset', direction: 'toClient', connections: 'all' })
  const ended = Promise.all([ending(one), ending(other)])
  one.write('x')
  expect(await ended).toEqual(['ECONNRESET', 'ECONNRESET'])
  await expect.poll(() => proxy.connections).toBe(0)
})

test('of a connection that is cut on one side only the server hears nothing until the proxy is healed', async () => {
  const { target, heard } = await echo()
  const proxy = await openProxy(target)
  const socket = await dial(proxy)
  expect(await ask(socket, 'x')).toBe('x')
  proxy.inject({ type: 'reset', direction: 'toClient', side: 'client' })
  socket.write('y')
  expect(await ending(socket)).toBe('ECONNRESET')
  expect(heard).toEqual([{ text: 'xy', end: 'open' }])
  expect(proxy.connections).toBe(1)
  proxy.heal()
  await expect.poll(() => heard[0]?.end).toBe('reset')
})

test('a half close ends one direction', async () => {
  const { target, heard } = await echo()
  const proxy = await openProxy(target)
  proxy.inject({ type: 'halfClose', direction: 'toServer', afterBytes: 3 })
  const socket = await dial(proxy)
  const answer = text(socket)
  socket.write('abcdef')
  expect(await answer).toBe('abc')
  expect(heard).toEqual([{ text: 'abc', end: 'ended' }])
})

test('in a black hole connections stay open and nothing passes', async () => {
  const { target, heard } = await echo()
  const proxy = await openProxy(target)
  const fault = proxy.inject({ type: 'blackHole', direction: 'toServer', afterBytes: 1 })
  const socket = await dial(proxy)
  expect(await ask(socket, 'a')).toBe('a')
  socket.write('b')
  await fault.happened
  const late = await dial(proxy)
  late.write('c')
  await expect
    .poll(() => heard)
    .toEqual([
      { text: 'a', end: 'open' },
      { text: '', end: 'open' },
    ])
  const ended = Promise.all([ending(socket), ending(late)])
  proxy.heal()
  expect(await ended).toEqual(['ECONNRESET', 'ECONNRESET'])
  expect(await ask(await dial(proxy), 'again')).toBe('again')
})

test('latency holds up each piece on its way there and back', async () => {
  const { target } = await echo()
  const proxy = await openProxy(target)
  const socket = await dial(proxy)
  proxy.inject({ type: 'latency', delayInMs: 40 })
  const startedAt = performance.now()
  expect(await ask(socket, 'a')).toBe('a')
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(78)
})

test('who comes is refused, who is there stays', async () => {
  const { target } = await echo()
  const proxy = await openProxy(target)
  const socket = await dial(proxy)
  expect(await ask(socket, 'a')).toBe('a')
  const fault = proxy.inject({ type: 'refuse' })
  const late = await dial(proxy).catch(() => undefined)
  if (late !== undefined) expect(await ending(late)).toBe('ECONNRESET')
  expect(fault.hasHappened).toBe(true)
  expect(await ask(socket, 'b')).toBe('b')
  proxy.heal()
  expect(await ask(await dial(proxy), 'c')).toBe('c')
})

test('a server that is not there is a connection that is reset', async () => {
  const { target } = await echo()
  const proxy = await openProxy(target.replace(/\d+$/, '1'))
  const socket = await dial(proxy).catch(() => undefined)
  if (socket !== undefined) expect(await ending(socket)).toBe('ECONNRESET')
  await expect.poll(() => proxy.connections).toBe(0)
})

test('commits are seen by a proxy that understands Postgres only', async () => {
  const { target } = await echo()
  const proxy = await openProxy(target)
  expect(() => proxy.inject({ type: 'commit', cut: 'after' })).toThrow("protocol: 'postgres'")
})

/** What a client says that commits twice. The echo of the other side is taken for its words. */
const session = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0])
const commit = Buffer.from('Q\0\0\0\u000bcommit\0', 'latin1')
const committed = Buffer.from('C\0\0\0\u000bCOMMIT\0', 'latin1')

test('a connection is cut before its second commit', async () => {
  const { target, heard } = await echo()
  const proxy = await openProxy(target, 'postgres')
  const fault = proxy.inject({ type: 'commit', cut: 'before', nth: 2 })
  const socket = await dial(proxy)
  socket.write(session)
  socket.write(commit)
  await expect.poll(() => heard[0]?.text.length).toBe(session.length + commit.length)
  expect(fault.hasHappened).toBe(false)
  socket.write(commit)
  expect(await ending(socket)).toBe('ECONNRESET')
  await expect.poll(() => heard[0]?.end).toBe('reset')
  expect(heard[0]?.text.length).toBe(session.length + commit.length)
})

test('a connection is cut after its commit and before the answer', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => socket.write('Z\0\0\0\u0005I'))
    socket.on('data', (said: Buffer) => {
      if (said.includes('commit')) socket.write(committed)
    })
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const proxy = await openProxy(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, 'postgres')
  const fault = proxy.inject({ type: 'commit', cut: 'after' })
  const socket = await dial(proxy)
  expect(await ask(socket, session)).toBe('Z\0\0\0\u0005I')
  socket.write(commit)
  expect(await ending(socket)).toBe('ECONNRESET')
  expect(fault.hasHappened).toBe(true)
  expect(proxy.commits).toBe(1)
  expect(proxy.passed).toEqual({ toServer: session.length + commit.length, toClient: 6 })
})

test('encryption is declined, so that what passes can be read', async () => {
  const { target, heard } = await echo()
  const proxy = await openProxy(target, 'postgres')
  const socket = await dial(proxy)
  const request = Buffer.alloc(8)
  request.writeInt32BE(8, 0)
  request.writeInt32BE(80_877_103, 4)
  expect(await ask(socket, request)).toBe('N')
  expect(heard).toEqual([{ text: '', end: 'open' }])
})
