import { expect, test } from 'vitest'
import { startClockify, type FaultLike } from '../src/index.ts'
import { ask } from './ask.ts'

test.each([429, 500, 502, 503])('%i: with an empty body, then all is well again', async (status) => {
  await using clockify = await startClockify()
  clockify.faults.next(2, status)
  const answers = [await ask(clockify, '/user'), await ask(clockify, '/user'), await ask(clockify, '/user')]
  expect(answers.map((answer) => [answer.status, answer.text === ''])).toEqual([
    [status, true],
    [status, true],
    [200, false],
  ])
  expect(clockify.requests.count({ status })).toBe(2)
})

test('429 with a JSON body and Retry-After', async () => {
  await using clockify = await startClockify()
  clockify.faults.next(1, { type: 'status', status: 429, body: 'json', retryAfter: 2 })
  const { status, json, headers } = await ask(clockify, '/user')
  expect({ status, json }).toEqual({ status: 429, json: { message: 'Too many requests', code: 429 } })
  expect(headers.get('retry-after')).toBe('2')
  clockify.faults.next(1, 429)
  expect((await ask(clockify, '/user')).headers.has('retry-after')).toBe(false)
})

test('a fault can be for some paths, after some good answers', async () => {
  await using clockify = await startClockify()
  clockify.faults.next(1, 503, { path: '/tags', after: 1 })
  const statuses: number[] = []
  for (const path of ['{ws}/clients', '{ws}/tags', '{ws}/clients', '{ws}/tags', '{ws}/tags']) {
    statuses.push((await ask(clockify, path)).status)
  }
  expect(statuses).toEqual([200, 200, 200, 503, 200])
})

test('always, until clear', async () => {
  await using clockify = await startClockify()
  clockify.faults.always(500, { path: /\/user$/ })
  expect([(await ask(clockify, '/user')).status, (await ask(clockify, '/user')).status]).toEqual([500, 500])
  expect((await ask(clockify, '/workspaces')).status).toBe(200)
  clockify.faults.clear()
  expect((await ask(clockify, '/user')).status).toBe(200)
})

test('the hourly quota counts answers; what it refuses does not count', async () => {
  await using clockify = await startClockify()
  clockify.faults.hourlyQuota(30, { body: 'json' })
  const statuses: number[] = []
  for (let count = 0; count < 33; count++) statuses.push((await ask(clockify, '/user')).status)
  expect(statuses).toEqual([...Array.from({ length: 30 }, () => 200), 429, 429, 429])
  clockify.faults.hourlyQuota(1, { windowInMs: 50 })
  const first = await ask(clockify, '/user')
  const second = await ask(clockify, '/user')
  await expect.poll(async () => (await ask(clockify, '/user')).status, { interval: 10 }).toBe(200)
  expect([first.status, second.status]).toEqual([200, 429])
})

test.each<FaultLike>(['reset-before', 'reset-in-body'])('%s', async (fault) => {
  await using clockify = await startClockify()
  clockify.faults.next(1, fault)
  await expect(ask(clockify, '/workspaces')).rejects.toThrow(TypeError)
  expect((await ask(clockify, '/workspaces')).status).toBe(200)
})

test('a truncated body is a whole answer whose JSON is none', async () => {
  await using clockify = await startClockify()
  clockify.faults.next(1, 'truncate')
  await expect(ask(clockify, '/workspaces')).rejects.toThrow(SyntaxError)
})

test('the page of a proxy has status 200 and is HTML', async () => {
  await using clockify = await startClockify()
  clockify.faults.next(1, 'html')
  const response = await fetch(`${clockify.apiBaseUrl}/user`)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await response.text()).toMatch(/^<html>/)
})

test.each(['slow', 'slow-body'] as const)('%s: late, but whole', async (type) => {
  await using clockify = await startClockify()
  clockify.faults.next(1, { type, delayInMs: 80 })
  const startedAt = performance.now()
  const { status, rows } = await ask(clockify, '/workspaces')
  expect([status, rows.length]).toEqual([200, 2])
  expect(performance.now() - startedAt).toBeGreaterThan(70)
})

test('a request that hangs is never answered, and does not keep the server from closing', async () => {
  const clockify = await startClockify()
  clockify.faults.next(1, 'hang')
  const request = ask(clockify, '/user')
  const settled = request.then(
    () => 'answered',
    () => 'failed',
  )
  await expect.poll(() => clockify.requests.count({ path: '/user' })).toBe(1)
  expect(clockify.requests.all()[0]?.status).toBe(0)
  await clockify.close()
  expect(await settled).toBe('failed')
})
