import { startClockify } from '@millrace/clockify-stand-in'
import type { Clockify } from '@millrace/clockify-stand-in'
import { memoryDestination } from '@millrace/core'
import { describe, expect, test } from 'vitest'
import { paidStreams } from './support/expected-records.ts'
import type { PaidStreamName } from './support/expected-records.ts'
import { loadClockify } from './support/load-clockify.ts'
import { storedRecords } from './support/stored-records.ts'

const kinds = {
  expenses: 'expenses',
  expense_categories: 'expenseCategories',
  invoices: 'invoices',
  approval_requests: 'approvalRequests',
  time_off_policies: 'timeOffPolicies',
  time_off_balances: 'timeOffBalances',
  time_off_requests: 'timeOffRequests',
  holidays: 'holidays',
  assignments: 'assignments',
} as const

function idsAt({ world }: Clockify, stream: PaidStreamName): readonly string[] {
  return world
    .workspaces()
    .flatMap((workspace): readonly { readonly id: string }[] => workspace.of(kinds[stream]).all())
    .map(({ id }) => id)
    .toSorted()
}

/** What an object needs to be listed. */
function fieldsOf(stream: PaidStreamName, index: number): object {
  const id = `66f0a100000000000000ff0${index}`
  const period = { start: '2026-09-01T00:00:00Z', end: '2026-09-05T23:59:59Z' }
  if (stream === 'assignments') return { id, period }
  if (stream !== 'approval_requests') return { id }
  return { id, details: { approvalRequest: { id, status: { state: 'PENDING' }, owner: {} } } }
}

describe.each(paidStreams)('%s', (stream) => {
  test('every object comes, from all pages and workspaces, and goes when it is gone', async () => {
    await using server = await startClockify()
    const { world } = server
    const second = world.addWorkspace({ plan: 'PRO', ownerId: world.workspace().members.all()[0]?.id ?? '' })
    for (let index = 0; index < 7; index += 1)
      world.add(kinds[stream], fieldsOf(stream, index), index % 2 === 0 ? undefined : second.id)
    if (stream === 'time_off_balances') world.add('timeOffPolicies', {}, second.id)
    const destination = memoryDestination()
    const load = { streams: [stream], destination, tools: { maxPageSize: 2 } }
    const { result } = await loadClockify(server, load)
    expect(result.warnings).toEqual([])
    const before = Object.keys(storedRecords(destination, stream)).toSorted()
    expect(before.length).toBeGreaterThan(0)
    if (stream !== 'time_off_balances') expect(before).toEqual(idsAt(server, stream))
    const [gone = ''] = before
    world.delete(kinds[stream], gone)
    await loadClockify(server, load)
    expect(Object.keys(storedRecords(destination, stream)).toSorted()).toEqual(before.slice(1))
  })

  test('a plan that lacks the feature is a warning, and nothing is deleted', async () => {
    await using server = await startClockify()
    const destination = memoryDestination()
    await loadClockify(server, { streams: [stream], destination })
    const before = Object.keys(storedRecords(destination, stream))
    server.world.setPlan(server.world.workspace().id, 'FREE')
    const { result } = await loadClockify(server, { streams: [stream], destination })
    expect(result.status).toBe('succeeded')
    expect(result.warnings.map(({ code }) => code)).toContain('partition_skipped')
    expect(Object.keys(storedRecords(destination, stream))).toEqual(before)
  })
})

test('an expense has the ids and the names of what it belongs to', async () => {
  await using server = await startClockify()
  const { destination } = await loadClockify(server, { streams: ['expenses'] })
  expect(destination.table('expenses')[0]).toMatchObject({
    date: '2026-08-20',
    categoryid: '66f0a1000000000000000b11',
    category__name: 'Travel',
    projectid: '66f0a1000000000000000401',
    project__clientname: 'Client X',
    taskid: null,
    total: 2550,
    created_at: '2024-09-22T22:58:08Z',
  })
})

test('an invoice has its items, with what they bill, and its payments', async () => {
  await using server = await startClockify()
  const { destination } = await loadClockify(server, { streams: ['invoices'] })
  const id = '66f0a1000000000000000c01'
  expect(destination.table('invoices')).toMatchObject([
    { id, workspaceid: '66f0a1000000000000000100', paid: 50_000, discount: 500 },
  ])
  expect(destination.table('invoices__items')).toMatchObject([
    { invoice_id: id, unitprice: 100_000, description: 'Design' },
  ])
  expect(destination.table('invoices__items__timeentryids')).toMatchObject([
    { time_entry_id: '66f0a1000000000000000801' },
  ])
  expect(destination.table('invoices__payments')).toMatchObject([
    { invoice_id: id, amount: 50_000, date: '2026-08-15T00:00:00Z' },
  ])
})

test('payments are asked for only where something was paid', async () => {
  await using server = await startClockify()
  const { id } = server.world.add('invoices', { paid: 0 })
  await loadClockify(server, { streams: ['invoices'] })
  const paths = server.requests.all().map(({ path }) => path)
  expect(paths.filter((path) => path.endsWith('/payments'))).toHaveLength(1)
  expect(paths.filter((path) => path.includes(id))).toHaveLength(1)
})

test('an approval request that goes on while it is read comes in its later state', async () => {
  await using server = await startClockify()
  const { world } = server
  const [request] = world.workspace().of('approvalRequests').all()
  const details = JSON.stringify(request?.['details'])
  server.onRequest(({ path, count }) => {
    if (!path.endsWith('/approval-requests') || count !== 2) return
    world.edit('approvalRequests', request?.id ?? '', {
      details: JSON.parse(details.replace('"PENDING"', '"APPROVED"')),
    })
  })
  const { destination } = await loadClockify(server, { streams: ['approval_requests'] })
  expect(destination.table('approval_requests')).toMatchObject([
    { status__state: 'APPROVED', owner__username: 'Bob Member' },
  ])
})
