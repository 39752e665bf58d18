import { startClockify } from '@millrace/clockify-stand-in'
import type { Clockify } from '@millrace/clockify-stand-in'
import { memoryDestination } from '@millrace/core'
import { describe, expect, test } from 'vitest'
import { loadClockify } from './support/load-clockify.ts'
import { otherServer } from './support/other-server.ts'
import type { Otherness } from './support/other-server.ts'

/** Two users with more entries in a day than a page of some servers holds. */
const crowded = {
  users: 2,
  projects: 12,
  tags: 25,
  clients: 20,
  tasks: 40,
  entries: 120,
  from: daysAgo(9),
  to: daysAgo(6),
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString()
}

const servers: readonly (readonly [what: string, otherness: Otherness])[] = [
  ['gives 20 in a page', { cap: 20 }],
  ['gives 50 in a page', { cap: 50 }],
  ['gives 20 in a page, and does not say which is the last', { cap: 20, lastPage: 'nothing' }],
  ['gives 7 in a page, and does not say which is the last', { cap: 7, lastPage: 'nothing' }],
  ['does not say which page is the last', { lastPage: 'nothing' }],
  ['says it in capitals', { lastPage: 'capitals', cap: 20 }],
  ['ignores the end of a window', { cap: 20, ignores: ['end'] }],
  ['ignores the bounds of a window', { ignores: ['start', 'end'] }],
  ['ignores sorting', { ignores: ['sort-column', 'sort-order'] }],
]

const lists = ['projects', 'clients', 'tags', 'tasks', 'users'] as const

function ids(server: Clockify): Record<(typeof lists)[number], number> {
  const { truth } = server
  return {
    projects: truth.projects().length,
    clients: truth.clients().length,
    tags: truth.tags().length,
    tasks: truth.tasks().length,
    users: truth.users().length,
  }
}

describe.each(servers)('a server that %s', (_, otherness) => {
  const tools = { fetch: otherServer(otherness) }
  test.each(['users', 'report'] as const)(
    'loses no entry, by %s',
    async (entriesFrom) => {
      await using server = await startClockify({ seed: crowded })
      const destination = memoryDestination()
      const load = { streams: ['time_entries'] as const, destination, tools, settings: { entriesFrom } }
      await loadClockify(server, load)
      expect(destination.table('time_entries')).toHaveLength(server.truth.timeEntries().length)
      const [gone] = server.truth.timeEntries()
      server.world.deleteEntry(gone?.id ?? '')
      server.requests.clear()
      await loadClockify(server, load)
      const rows = destination.table('time_entries').filter((row) => row['_mr_deleted_at'] === null)
      expect(rows).toHaveLength(server.truth.timeEntries().length)
    },
    20_000,
  )

  test('loses nothing of the lists', async () => {
    await using server = await startClockify({ seed: crowded })
    const { destination } = await loadClockify(server, { streams: lists, tools })
    expect(Object.fromEntries(lists.map((name) => [name, destination.table(name).length]))).toEqual(ids(server))
  })
})

test.each([50, 1_000])(
  'a server that ignores the end of a window, in pages of %i, does not keep a walk from its end',
  async (cap) => {
    const seed = { users: 1, projects: 2, entries: 300, from: daysAgo(300), to: daysAgo(1) }
    await using server = await startClockify({ seed })
    const tools = { fetch: otherServer({ cap, ignores: ['end'] }) }
    const { destination } = await loadClockify(server, { streams: ['time_entries'], tools })
    expect(destination.table('time_entries')).toHaveLength(300)
    expect(server.requests.count()).toBeLessThan(60)
  },
)

test.each([
  ['50 in a page, and says how many there are', { cap: 50 }],
  ['50 in a page, and does not say how many there are', { cap: 50, answers: [[/time-off.requests$/, withoutCount]] }],
  ['all at once, whatever is asked for', { ignores: ['page'], lastPage: 'nothing' }],
] as const)('requests of people come from a server that gives %s', async (_, otherness) => {
  await using server = await startClockify()
  for (let index = 0; index < 120; index += 1) {
    const id = `66f0a10000000000000${String(index).padStart(5, '0')}`
    server.world.add('timeOffRequests', { id })
    server.world.add('approvalRequests', {
      id,
      details: { approvalRequest: { id, status: { state: 'PENDING' }, owner: {} } },
    })
  }
  const streams = ['time_off_requests', 'approval_requests'] as const
  const { destination } = await loadClockify(server, { streams, tools: { fetch: otherServer(otherness) } })
  expect(streams.map((stream) => destination.table(stream).length)).toEqual(
    [server.world.workspace().of('timeOffRequests'), server.world.workspace().of('approvalRequests')].map(
      (collection) => collection.all().length,
    ),
  )
})

test('features that are objects keep nothing from being read', async () => {
  await using server = await startClockify()
  const features = [{ name: 'EXPENSES' }]
  const asObjects = (body: unknown): unknown =>
    Array.isArray(body) ? body.map((workspace: object) => ({ ...workspace, features })) : body
  const fetch = otherServer({ answers: [[/workspaces$/, asObjects]] })
  const { destination } = await loadClockify(server, { streams: ['expenses'], tools: { fetch } })
  expect(destination.table('expenses').length).toBeGreaterThan(0)
})

function withoutCount(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'requests' in body ? { requests: body.requests } : body
}
