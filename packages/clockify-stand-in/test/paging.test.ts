import { expect, test } from 'vitest'
import { startClockify, type Clockify } from '../src/index.ts'
import { ask, ids } from './ask.ts'

const bob = '66f0a1000000000000000202'
const project = '66f0a1000000000000000401'
const period = 'start=2026-01-01T00:00:00Z&end=2026-12-31T00:00:00Z'

const pagedRoutes = [
  'approval-requests',
  'clients',
  'expenses',
  'expenses/categories',
  'invoices',
  'invoices/66f0a1000000000000000c01/payments',
  'projects',
  `projects/${project}/tasks`,
  `scheduling/assignments/all?${period}`,
  'tags',
  'time-entries/status/in-progress',
  'time-off/balance/policy/66f0a1000000000000000d01',
  `time-off/balance/user/${bob}`,
  'time-off/policies',
  'user-groups',
  `user/${bob}/time-entries`,
  'users',
  `users/${bob}/managers`,
]
const unpagedRoutes = [
  'custom-fields',
  `projects/${project}/custom-fields`,
  'holidays',
  `holidays/in-period?assigned-to=${bob}&${period}`,
  'webhooks',
]

test.each(pagedRoutes)('says last-page: %s', async (path) => {
  await using clockify = await startClockify()
  const { status, headers } = await ask(clockify, `{ws}/${path}`)
  expect([status, headers.get('last-page')]).toEqual([200, 'true'])
  expect(headers.has('total-count')).toBe(['clients', 'tags'].includes(path))
})

test.each(unpagedRoutes)('ignores paging and says nothing of pages: %s', async (path) => {
  await using clockify = await startClockify()
  clockify.world.add('holidays', {
    datePeriod: { startDate: '2026-12-25', endDate: '2026-12-26' },
    everyoneIncludingNew: true,
  })
  const all = await ask(clockify, `{ws}/${path}`)
  const paging = await ask(clockify, `{ws}/${path}${path.includes('?') ? '&' : '?'}page=2&page-size=1`)
  expect(paging.text).toBe(all.text)
  expect(all.headers.has('last-page')).toBe(false)
})

test('workspaces ignore paging', async () => {
  await using clockify = await startClockify()
  const { rows, headers } = await ask(clockify, '/workspaces?page=2&page-size=1')
  expect(rows.length).toBe(2)
  expect(headers.has('last-page')).toBe(false)
})

test('pages start at 1, hold 50 rows, and end with last-page: true even when the last one is full', async () => {
  await using clockify = await startClockify({ seed: { tags: 100 } })
  const pages = await Promise.all(['', '?page=2', '?page=3'].map((query) => ask(clockify, `{ws}/tags${query}`)))
  expect(pages.map(({ rows, headers }) => [rows.length, headers.get('last-page'), headers.get('total-count')])).toEqual(
    [
      [50, 'false', '100'],
      [50, 'true', '100'],
      [0, 'true', '100'],
    ],
  )
  expect(new Set(pages.flatMap(({ rows }) => ids(rows))).size).toBe(100)
  expect(pages[2]?.text).toBe('[]')
})

test.each([
  ['clients?page-size=0', 'Page size must be a positive value'],
  ['clients?page-size=-1', 'Page size must be a positive value'],
  ['clients?page-size=5001', 'Page size cannot be larger than 5,000.'],
  ['time-off/policies?page-size=201', 'Page size cannot be larger than 200.'],
  ['time-entries/status/in-progress?page-size=1001', 'Page size cannot be larger than 1,000.'],
])('refuses %s', async (path, message) => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, `{ws}/${path}`)
  expect({ status, json }).toEqual({ status: 400, json: { message, code: 501 } })
})

test('the largest sizes are taken', async () => {
  await using clockify = await startClockify()
  for (const path of [
    'clients?page-size=5000',
    'time-off/policies?page-size=200',
    'time-entries/status/in-progress?page-size=1000',
  ]) {
    expect((await ask(clockify, `{ws}/${path}`)).status).toBe(200)
  }
})

test('entries in progress come ten at a time', async () => {
  await using clockify = await startClockify()
  for (let count = 1; count < 12; count++) clockify.world.startTimer({ userId: bob })
  expect((await ask(clockify, '{ws}/time-entries/status/in-progress')).rows.length).toBe(10)
  expect((await ask(clockify, '{ws}/time-entries/status/in-progress?page=2')).rows.length).toBe(2)
})

test('last-page can be switched off', async () => {
  await using clockify = await startClockify({ sendsLastPage: false })
  const { headers } = await ask(clockify, '{ws}/tags')
  expect([headers.has('last-page'), headers.get('total-count')]).toEqual([false, '3'])
})

test('rows that are removed between pages shift the rest: an offset is all there is', async () => {
  await using clockify = await startClockify({ seed: { tags: 6 } })
  const all = clockify.truth.tags()
  deleteBeforePage(clockify, 2, all[0]?.id ?? '')
  const pages = [await ask(clockify, '{ws}/tags?page-size=3'), await ask(clockify, '{ws}/tags?page-size=3&page=2')]
  expect(pages.flatMap(({ rows }) => ids(rows))).toEqual([0, 1, 2, 4, 5].map((index) => all[index]?.id))
})

function deleteBeforePage(clockify: Clockify, page: number, tagId: string): void {
  clockify.onRequest(({ query }) => {
    if (query.page === String(page)) clockify.world.delete('tags', tagId)
  })
}
