import { setTimeout as sleep } from 'node:timers/promises'
import { createHttpClient } from '@millrace/core/plugin'
import { ScriptedServer } from '@millrace/testkit'
import { describe, expect, it } from 'vitest'
import { httpErrorOf, quickClient, signal } from './support/quick-client.ts'

const hourInMs = 60 * 60 * 1000

/** Whether a moment is so far from now, give or take two seconds. */
function isIn(moment: Date | undefined, inMs: number): boolean {
  return moment !== undefined && Math.abs(moment.getTime() - Date.now() - inMs) < 2000
}

describe('being asked to wait', () => {
  it('waits for as long as `Retry-After` says', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': [{ status: 429, retryAfter: 0.3 }, {}] } })
    await quickClient(server).request({ path: '/a', signal })
    const [first, second] = server.requests
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(290)
  })

  it('waits until the moment that `Retry-After` names', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': [() => ({ status: 503, retryAfter: new Date(Date.now() + 1100) }), {}] },
    })
    await quickClient(server).request({ path: '/a', signal })
    const [first, second] = server.requests
    // Both dates are whole seconds.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900)
  })

  it.each(['-1', 'soon', '', '0', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'takes its own pause for %o',
    async (retryAfter) => {
      await using server = await ScriptedServer.start({ routes: { 'GET /a': [{ status: 429, retryAfter }, {}] } })
      const start = performance.now()
      await quickClient(server).request({ path: '/a', signal })
      expect(performance.now() - start).toBeLessThan(1000)
    },
  )

  it('gives up at once where that is longer than its patience, and says when to come back', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 429, retryAfter: 1800 } } })
    const start = performance.now()
    const error = await httpErrorOf(quickClient(server).request({ path: '/a', signal }))
    expect(performance.now() - start).toBeLessThan(1000)
    expect(error).toMatchObject({ code: 'http_rate_limited', status: 429, isRetryable: true })
    expect(isIn(error.retryAt, 1_800_000)).toBe(true)
    expect(server.requests).toHaveLength(1)
  })

  it('comes back in a day at the latest, whatever it is told', async () => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /a': { status: 503, retryAfter: '99999999999999999' } },
    })
    const error = await httpErrorOf(quickClient(server).request({ path: '/a', signal }))
    expect(error.code).toBe('http_unavailable')
    expect(isIn(error.retryAt, 24 * hourInMs)).toBe(true)
  })

  it('comes back an hour after the first 429 where nobody says when', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 429 } } })
    const client = quickClient(server, { retry: { maxRetries: 5, firstDelayInMs: 30, maxDelayInMs: 30 } })
    const before = Date.now()
    const error = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(error.code).toBe('http_rate_limited')
    const first = (error.retryAt?.getTime() ?? 0) - hourInMs
    expect(first).toBeGreaterThanOrEqual(before)
    expect(first).toBeLessThan(before + 50)
  })

  it.each([429, 503])('holds back everybody who shares the budget, but nobody else: %d', async (status) => {
    await using server = await ScriptedServer.start({
      routes: { 'GET /limited': [{ status, retryAfter: 0.4 }, {}], 'GET /other': {} },
    })
    const credentials = { type: 'bearer', token: 'one-account' } as const
    const one = quickClient(server, { credentials })
    const same = quickClient(server, { credentials: { ...credentials } })
    const other = quickClient(server, { credentials: { type: 'bearer', token: 'other-account' } })
    const limited = one.request({ path: '/limited', signal })
    // Only what is sent after that can be held back.
    while (server.requests.length === 0 || server.inFlight > 0) await sleep(5)
    await sleep(20)
    await Promise.all([same.request({ path: '/other', signal }), other.request({ path: '/other', signal }), limited])
    const [first, ...later] = server.requests.map(({ headers, at }) => ({ account: headers.authorization, at }))
    expect(later.map(({ account }) => account)).toEqual([
      'Bearer other-account',
      'Bearer one-account',
      'Bearer one-account',
    ])
    expect((later[1]?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(390)
  })

  it('lets others give up at once too', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 429, retryAfter: 3000 } } })
    const client = quickClient(server, { budget: { maxInFlight: 1 } })
    const errors = await Promise.all([1, 2, 3].map(() => httpErrorOf(client.request({ path: '/a', signal }))))
    expect(errors.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'http_rate_limited'))
    expect(errors.every(({ retryAt }) => isIn(retryAt, 3_000_000))).toBe(true)
    expect(errors[2]?.message).toContain('the API has asked for a pause')
    expect(server.requests).toHaveLength(1)
  })

  it('gets everything through a storm', async () => {
    await using server = await ScriptedServer.start()
    let inWindow = 0
    server.on('GET /a/:id', ({ params }) => {
      inWindow += 1
      if (inWindow > 5) return { status: 429, retryAfter: 0.05 }
      setTimeout(() => (inWindow = 0), 50).unref()
      return { json: params['id'] }
    })
    const client = quickClient(server, { retry: { maxRetries: 50 } })
    const ids = Array.from({ length: 40 }, (_, index) => String(index))
    const answers = await Promise.all(ids.map((id) => client.request({ path: `/a/${id}`, signal })))
    expect(answers.map((answer) => answer.json())).toEqual(ids)
  })
})

describe('the budget', () => {
  it('keeps so many under way', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { delayInMs: 20, json: {} } } })
    const client = quickClient(server, { budget: { maxInFlight: 3 } })
    await Promise.all(Array.from({ length: 12 }, () => client.request({ path: '/a', signal })))
    expect(server.maxInFlight).toBe(3)
    const usual = quickClient(server, { credentials: { type: 'bearer', token: 'another' } })
    await Promise.all(Array.from({ length: 12 }, () => usual.request({ path: '/a', signal })))
    expect(server.maxInFlight).toBe(4)
  })

  it('is shared by the clients of one account, and the strictest limit holds', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { delayInMs: 20, json: {} } } })
    const clients = [5, 2].map((maxInFlight) => quickClient(server, { budget: { maxInFlight } }))
    for (const client of clients) await client.request({ path: '/a', signal })
    await Promise.all(clients.flatMap((client) => [1, 2, 3, 4].map(() => client.request({ path: '/a', signal }))))
    expect(server.maxInFlight).toBe(2)
  })

  it('lets so many begin in any second, seen from the server', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': {} } })
    const client = quickClient(server, { budget: { requestsPerSecond: 5, maxInFlight: 20 } })
    await Promise.all(Array.from({ length: 12 }, () => client.request({ path: '/a', signal })))
    const times = server.requests.map(({ at }) => at)
    // A tenth of a second for a busy machine.
    const crowds = times.map((time) => times.filter((other) => other >= time && other < time + 900).length)
    expect(Math.max(...crowds)).toBe(5)
  })

  it('counts retries too', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { status: 500 } } })
    const client = quickClient(server, { budget: { requestsPerHour: 3 } })
    const error = await httpErrorOf(client.request({ path: '/a', signal }))
    expect(error.code).toBe('http_quota_used_up')
    expect(server.requests).toHaveLength(3)
  })

  it('says when the hour has room again', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': {} } })
    const budget = { requestsPerHour: 3 }
    const first = quickClient(server, { budget })
    await Promise.all([1, 2].map(() => first.request({ path: '/a', signal })))
    const second = quickClient(server, { budget })
    await second.request({ path: '/a', signal })
    const error = await httpErrorOf(second.request({ path: '/a', signal }))
    expect(error).toMatchObject({ code: 'http_quota_used_up', status: undefined, isRetryable: true })
    expect(isIn(error.retryAt, hourInMs)).toBe(true)
    expect(error.message).toMatch(/was not sent: requestsPerHour is used up; go on at \d{4}-/)
    expect(server.requests).toHaveLength(3)
  })

  it('refuses those that would come too late, before those ahead are answered', async () => {
    await using server = await ScriptedServer.start({ routes: { 'GET /a': { delayInMs: 50 } } })
    const client = createHttpClient({ baseUrl: server.url, budget: { requestsPerHour: 3, maxInFlight: 1 } })
    const asked = [1, 2, 3, 4, 5].map(() => client.request({ path: '/a', signal }))
    const late = await Promise.all(asked.slice(3).map(httpErrorOf))
    expect(late.map(({ code }) => code)).toEqual(['http_quota_used_up', 'http_quota_used_up'])
    expect(server.requests.length).toBeLessThan(3)
    await Promise.all(asked.slice(0, 3))
    expect(server.requests).toHaveLength(3)
  })
})
