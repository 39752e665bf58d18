import { expect, test } from 'vitest'
import { startClockify, type HookedRequest } from '../src/index.ts'
import { ask, workspacePath } from './ask.ts'

test('every request is logged with what was asked, by whom, and what came of it', async () => {
  await using clockify = await startClockify()
  await ask(clockify, '{ws}/tags?page=2&excluded-ids=a&excluded-ids=b', { key: clockify.keys.admin })
  await ask(clockify, '{ws}/time-entries/batch', { body: { timeEntryIds: [] } })
  await ask(clockify, '/user', { key: 'unknown' })
  const base = `/api/v1${workspacePath(clockify)}`
  expect(clockify.requests.all()).toEqual([
    {
      at: expect.any(Number),
      method: 'GET',
      path: `${base}/tags`,
      query: { page: '2', 'excluded-ids': 'a,b' },
      body: undefined,
      keyName: 'admin',
      status: 200,
    },
    {
      at: expect.any(Number),
      method: 'POST',
      path: `${base}/time-entries/batch`,
      query: {},
      body: { timeEntryIds: [] },
      keyName: 'owner',
      status: 200,
    },
    {
      at: expect.any(Number),
      method: 'GET',
      path: '/api/v1/user',
      query: {},
      body: undefined,
      keyName: undefined,
      status: 401,
    },
  ])
  expect(clockify.requests.count()).toBe(3)
  expect(clockify.requests.count({ path: '/tags', keyName: 'admin' })).toBe(1)
  expect(clockify.requests.count({ path: /batch$/, method: 'GET' })).toBe(0)
  clockify.requests.clear()
  expect([...clockify.requests]).toEqual([])
})

test('the most requests that were answered at the same time', async () => {
  await using clockify = await startClockify()
  let waiting = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  clockify.onRequest(async () => {
    waiting++
    if (waiting === 3) resolve()
    await promise
  })
  await Promise.all(['/user', '/workspaces', '{ws}/tags'].map((path) => ask(clockify, path)))
  expect(clockify.requests.maxInFlight).toBe(3)
})

test('a hook is called before each answer, with how often the path was asked, until it is taken away', async () => {
  await using clockify = await startClockify()
  const seen: HookedRequest[] = []
  const remove = clockify.onRequest((request) => {
    seen.push(request)
    if (request.count === 2) clockify.world.addTag({ name: 'between' })
  })
  const lengths: number[] = []
  for (let count = 0; count < 2; count++) lengths.push((await ask(clockify, '{ws}/tags?page-size=10')).rows.length)
  remove()
  await ask(clockify, '{ws}/tags')
  expect(lengths).toEqual([3, 4])
  expect(seen.map(({ method, query, count }) => [method, query['page-size'], count])).toEqual([
    ['GET', '10', 1],
    ['GET', '10', 2],
  ])
})

test('a hook that fails fails the request, with its reason', async () => {
  await using clockify = await startClockify()
  clockify.onRequest(() => {
    throw new Error('this hook is broken')
  })
  const { status, text } = await ask(clockify, '/user')
  expect([status, text]).toEqual([500, expect.stringContaining('this hook is broken')])
})
