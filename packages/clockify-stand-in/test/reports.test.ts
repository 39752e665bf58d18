import { expect, test } from 'vitest'
import { startClockify, type Clockify, type JsonObject } from '../src/index.ts'
import { textOf } from '../src/json.ts'
import { ask, ids, reportBody, type Reply } from './ask.ts'

const bob = '66f0a1000000000000000202'
const erin = '66f0a10000000000000002ff'
const august = ['2026-08-01T00:00:00.000Z', '2026-08-31T23:59:59.999Z'] as const

interface Report {
  readonly totals: readonly (JsonObject | null)[]
  readonly timeentries: readonly JsonObject[]
}

async function detailed(clockify: Clockify, body: JsonObject): Promise<Reply & Report> {
  const reply = await ask(clockify, '{ws}/reports/detailed', { base: clockify.reportsBaseUrl, body })
  const { totals = [], timeentries = [] } = (reply.json ?? {}) as Partial<Report>
  return { ...reply, totals, timeentries }
}

test('a row has _id, seconds as a number, names beside ids, and money in cents', async () => {
  await using clockify = await startClockify()
  const { timeentries } = await detailed(clockify, reportBody(...august, { amounts: ['EARNED', 'COST', 'PROFIT'] }))
  expect(timeentries[0]).toEqual({
    _id: '66f0a1000000000000000801',
    description: 'Homepage layout',
    userId: bob,
    timeInterval: {
      start: '2026-08-28T05:48:00Z',
      end: '2026-08-28T08:42:00Z',
      duration: 10_440,
      timeZone: 'UTC',
      zonedStart: '2026-08-28T05:48:00',
      zonedEnd: '2026-08-28T08:42:00',
      offStart: 0,
      offEnd: 0,
    },
    billable: true,
    projectId: '66f0a1000000000000000401',
    taskId: '66f0a1000000000000000501',
    tagIds: ['66f0a1000000000000000701', '66f0a1000000000000000702'],
    approvalRequestId: null,
    type: 'REGULAR',
    isLocked: false,
    currency: 'USD',
    amount: 26_100,
    rate: 9000,
    earnedRate: 9000,
    costRate: 4500,
    amounts: [
      { type: 'EARNED', value: 26_100 },
      { type: 'COST', value: 13_050 },
      { type: 'PROFIT', value: 13_050 },
    ],
    customFields: [expect.objectContaining({ value: 'ABC-42' }), expect.objectContaining({ value: ['London'] })],
    tags: [
      { _id: '66f0a1000000000000000701', name: 'Sprint1' },
      { _id: '66f0a1000000000000000702', name: 'On-site' },
    ],
    projectName: 'Website redesign',
    projectColor: '#9C27B0',
    clientName: 'Client X',
    clientId: '66f0a1000000000000000301',
    taskName: 'Design',
    userName: 'Bob Member',
    userEmail: 'bob@example.com',
    invoicingInfo: { manuallyInvoiced: true },
  })
})

test('times come in the zone of the body, which moves the window as well', async () => {
  await using clockify = await startClockify()
  const id = clockify.world.addEntry({ userId: bob, start: '2026-07-31T22:30:00Z' }).id
  expect((await detailed(clockify, reportBody(...august))).timeentries.map(({ _id }) => _id)).not.toContain(id)
  const { timeentries } = await detailed(clockify, reportBody(...august, { timeZone: 'Europe/Belgrade' }))
  expect(timeentries[0]).toMatchObject({
    _id: id,
    timeInterval: {
      start: '2026-08-01T00:30:00+02:00',
      zonedStart: '2026-08-01T00:30:00',
      offStart: 7200,
      timeZone: 'Europe/Belgrade',
    },
  })
})

test('the end of the range belongs to it', async () => {
  await using clockify = await startClockify()
  const found = async (end: string): Promise<number> =>
    (await detailed(clockify, reportBody('2026-08-28T00:00:00Z', end))).timeentries.length
  expect([await found('2026-08-28T05:47:59.999Z'), await found('2026-08-28T05:48:00Z')]).toEqual([0, 1])
})

test('running entries are not in it; nothing at all has the totals [null]', async () => {
  await using clockify = await startClockify()
  const { timeentries } = await detailed(clockify, reportBody(...august))
  expect(timeentries.map(({ _id }) => _id)).not.toContain('66f0a1000000000000000803')
  const empty = await detailed(clockify, reportBody('2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z'))
  expect(empty.json).toEqual({ totals: [null], timeentries: [] })
  expect(empty.headers.get('last-page')).toBe('true')
})

test('removed users come with the status ALL alone, deactivated ones with ALL or INACTIVE', async () => {
  await using clockify = await startClockify()
  clockify.world.addEntry({ userId: '66f0a1000000000000000204', start: '2025-11-03T10:00:00Z' })
  const names = async (users?: JsonObject): Promise<readonly unknown[]> => {
    const body = reportBody('2025-11-01T00:00:00Z', '2025-11-30T00:00:00Z')
    const { timeentries } = await detailed(
      clockify,
      users === undefined ? { ...body, users: null } : { ...body, users },
    )
    return timeentries.map(({ userName }) => userName)
  }
  const filter = { ids: [], contains: 'CONTAINS' }
  expect(await names({ ...filter, status: 'ALL' })).toEqual(['Erin Deleted', 'Dave Deactivated'])
  expect(await names({ ...filter, status: 'INACTIVE' })).toEqual(['Dave Deactivated'])
  expect(await names({ ...filter, status: 'ACTIVE' })).toEqual([])
  expect(await names()).toEqual([])
  expect(await names({ ids: [erin], contains: 'CONTAINS', status: 'ALL' })).toEqual(['Erin Deleted'])
  expect(await names({ ids: [erin], contains: 'DOES_NOT_CONTAIN', status: 'ALL' })).toEqual(['Dave Deactivated'])
})

test.each(['FREE', 'BASIC', 'PRO'] as const)('the range of a report by plan: %s', async (plan) => {
  await using clockify = await startClockify({ plan })
  const status = async (end: string): Promise<number> =>
    (await detailed(clockify, reportBody('2026-01-01T00:00:00Z', end))).status
  const [days31, days32, days366, days367] = ['2026-02-01', '2026-02-02', '2027-01-02', '2027-01-03'].map(
    (day) => `${day}T00:00:00Z`,
  )
  const answers = await Promise.all([days31, days32, days366, days367].map((end) => status(end ?? '')))
  expect(answers).toEqual({ FREE: [200, 400, 400, 400], BASIC: [200, 200, 200, 400], PRO: [200, 200, 200, 200] }[plan])
})

test('pages of at most 1000 rows; totals on request', async () => {
  await using clockify = await startClockify({
    seed: { entries: 2500, users: 3, from: '2026-01-01', to: '2026-01-30' },
  })
  const body = (page: number, pageSize: number): JsonObject => {
    const detailedFilter = { page, pageSize, sortColumn: 'ID', options: { totals: 'EXCLUDE' } }
    return reportBody('2026-01-01T00:00:00Z', '2026-01-30T00:00:00Z', { detailedFilter })
  }
  const pages = await Promise.all([1, 2, 3, 4].map((page) => detailed(clockify, body(page, 1000))))
  expect(pages.map(({ timeentries, headers }) => [timeentries.length, headers.get('last-page')])).toEqual([
    [1000, 'false'],
    [1000, 'false'],
    [500, 'true'],
    [0, 'true'],
  ])
  const rows = pages.flatMap(({ timeentries }) => timeentries.map(({ _id }) => _id))
  expect(new Set(rows)).toEqual(new Set(ids(clockify.truth.timeEntries())))
  expect(rows.map(String)).toEqual(rows.map(String).toSorted((a, b) => (a < b ? -1 : 1)))
  expect(pages[0]?.totals).toEqual([])
  const refused = await detailed(clockify, body(1, 1001))
  expect(refused.json).toEqual({ message: 'Page size cannot be larger than 1,000.', code: 501 })
})

test('totals add up', async () => {
  await using clockify = await startClockify()
  const { totals } = await detailed(clockify, reportBody(...august, { amounts: ['EARNED'] }))
  expect(totals).toEqual([
    {
      _id: '',
      totalTime: 10_440 + 1800 + 1800,
      totalBillableTime: 10_440,
      entriesCount: 3,
      numOfCurrencies: 1,
      totalAmount: 26_100,
      amounts: [{ type: 'EARNED', value: 26_100 }],
      totalAmountByCurrency: [{ currency: 'USD', amount: 26_100 }],
    },
  ])
})

test('approval and invoicing state are known here alone', async () => {
  await using clockify = await startClockify()
  clockify.world.setReportFacts('66f0a1000000000000000802', { approvalRequestId: '66f0a1000000000000000e11' })
  const found = async (more: JsonObject): Promise<unknown> =>
    (await detailed(clockify, reportBody(...august, more))).timeentries.map(({ _id }) => textOf(_id).slice(-3))
  expect(await found({ approvalState: 'APPROVED' })).toEqual(['802'])
  expect(await found({ approvalState: 'UNAPPROVED' })).toEqual(['801', '804'])
  expect(await found({ invoicingState: 'INVOICED' })).toEqual(['801'])
})

test.each([
  ['no range', { detailedFilter: {} }],
  ['a date alone', reportBody('2026-08-01', '2026-08-02')],
  ['no detailedFilter', { dateRangeStart: august[0], dateRangeEnd: august[1] }],
  ['an unknown column', reportBody(...august, { detailedFilter: { sortColumn: 'COLOR' } })],
  ['page 0', reportBody(...august, { detailedFilter: { page: 0 } })],
])('refuses %s', async (_, body) => {
  await using clockify = await startClockify()
  expect((await detailed(clockify, body as JsonObject)).status).toBe(400)
})

test('the reports are below /v1 as well', async () => {
  await using clockify = await startClockify()
  const base = clockify.reportsBaseUrl.replace('/report/v1', '/v1')
  expect((await ask(clockify, '{ws}/reports/detailed', { base, body: reportBody(...august) })).status).toBe(200)
  expect((await ask(clockify, '{ws}/users', { base })).status).toBe(404)
})

test('a weekly report wants exactly seven days', async () => {
  await using clockify = await startClockify()
  const weekly = (end: string) =>
    ask(clockify, '{ws}/reports/weekly', {
      base: clockify.reportsBaseUrl,
      body: reportBody('2026-08-24T00:00:00Z', end),
    })
  expect((await weekly('2026-08-30T23:59:59.999Z')).status).toBe(200)
  expect((await weekly('2026-08-29T23:59:59.999Z')).json).toEqual({
    message: 'Please select date range of exactly 7 days for weekly report',
    code: 501,
  })
})

test.each(['summary', 'attendance', 'expenses/detailed'])('the report %s answers an object', async (name) => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, `{ws}/reports/${name}`, {
    base: clockify.reportsBaseUrl,
    body: reportBody(...august),
  })
  expect([status, json]).toEqual([200, expect.objectContaining({ totals: expect.any(Array) })])
})
