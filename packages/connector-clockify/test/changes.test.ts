import { memoryDestination } from '@millrace/core'
import type { Clockify } from '@millrace/clockify-stand-in'
import { startClockify } from '@millrace/clockify-stand-in'
import { expect, test } from 'vitest'
import { expectedRecords, listStreams } from './support/expected-records.ts'
import type { ListStreamName } from './support/expected-records.ts'
import { loadClockify } from './support/load-clockify.ts'
import { storedRecords } from './support/stored-records.ts'

/** Loads, changes the world, loads again; answers what stands and what should. */
async function loadTwice(
  server: Clockify,
  stream: ListStreamName,
  change: () => void,
): Promise<{ readonly stored: unknown; readonly expected: unknown }> {
  const destination = memoryDestination()
  await loadClockify(server, { streams: [stream], destination })
  change()
  await loadClockify(server, { streams: [stream], destination })
  return { stored: storedRecords(destination, stream), expected: expectedRecords(server, stream) }
}

const changes: readonly (readonly [stream: ListStreamName, what: string, change: (server: Clockify) => void])[] = [
  ['tags', 'renamed', ({ world, truth }) => world.edit('tags', truth.tags()[0]?.id ?? '', { name: 'new name' })],
  ['tags', 'archived', ({ world, truth }) => world.archiveTag(truth.tags()[0]?.id ?? '')],
  ['tags', 'deleted', ({ world, truth }) => world.delete('tags', truth.tags()[0]?.id ?? '')],
  ['clients', 'archived', ({ world, truth }) => world.archiveClient(truth.clients()[0]?.id ?? '')],
  ['clients', 'deleted', ({ world, truth }) => world.delete('clients', truth.clients()[0]?.id ?? '')],
  ['projects', 'archived', ({ world, truth }) => world.archiveProject(truth.projects()[0]?.id ?? '')],
  ['projects', 'deleted', ({ world, truth }) => world.delete('projects', truth.projects()[0]?.id ?? '')],
  [
    'projects',
    'without members',
    ({ world, truth }) => world.edit('projects', truth.projects()[0]?.id ?? '', { memberships: [] }),
  ],
  ['tasks', 'done', ({ world, truth }) => world.finishTask(truth.tasks()[0]?.id ?? '')],
  ['tasks', 'deleted', ({ world, truth }) => world.delete('tasks', truth.tasks()[0]?.id ?? '')],
  ['user_groups', 'deleted', ({ world, truth }) => world.delete('userGroups', truth.userGroups()[0]?.id ?? '')],
  ['user_groups', 'joined', ({ world, truth }) => joinGroup({ world, truth })],
  ['custom_fields', 'deleted', ({ world, truth }) => world.delete('customFields', truth.customFields()[0]?.id ?? '')],
  ['users', 'renamed', ({ world, truth }) => world.editUser(truth.users()[0]?.id ?? '', { name: 'New Name' })],
  ['users', 'deactivated', ({ world, truth }) => world.deactivateUser(truth.users()[1]?.id ?? '')],
  ['users', 'removed', ({ world, truth }) => world.removeUser(truth.users()[1]?.id ?? '')],
  ['users', 'invited', ({ world }) => world.addUser({ name: null, membershipStatus: 'PENDING' })],
  ['users', 'a kiosk user', ({ world }) => world.addUser({ status: 'LIMITED' })],
  ['users', 'a deleted account', ({ world }) => world.addUser({ status: 'LIMITED_DELETED' })],
  ['workspaces', 'on another plan', ({ world }) => world.setPlan(world.workspace().id, 'ENTERPRISE')],
]

test.each(changes)('%s: one is %s', async (stream, _, change) => {
  await using server = await startClockify()
  const { stored, expected } = await loadTwice(server, stream, () => change(server))
  expect(stored).toEqual(expected)
})

test.each(listStreams)('%s: nothing changes when nothing has changed', async (stream) => {
  await using server = await startClockify()
  const destination = memoryDestination()
  await loadClockify(server, { streams: [stream], destination })
  const { result } = await loadClockify(server, { streams: [stream], destination })
  expect(result.streams[stream]).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
})

test('fields that nobody knows become columns', async () => {
  await using server = await startClockify()
  const [tag] = server.truth.tags()
  const more = { colour: { hex: '#ff0000' }, aliases: ['old', 'older'] }
  const { stored, expected } = await loadTwice(server, 'tags', () => server.world.edit('tags', tag?.id ?? '', more))
  expect(stored).toEqual(expected)
  expect(stored).toMatchObject({ [tag?.id ?? '']: { colour: { hex: '#ff0000' } } })
})

test('an unknown setting of a workspace becomes a column; one with the name of another field stays apart', async () => {
  await using server = await startClockify()
  const workspace = server.world.workspace()
  const settings = { timesheetTheme: 'dark', name: 'a setting' }
  workspace.record = { ...workspace.record, workspaceSettings: settings }
  const { destination } = await loadClockify(server, { streams: ['workspaces'] })
  expect(destination.table('workspaces')).toContainEqual(
    expect.objectContaining({
      id: workspace.id,
      timesheettheme: 'dark',
      name: workspace.record.name,
      workspacesettings__name: 'a setting',
    }),
  )
})

test('a user of two workspaces is one row, with the memberships of both', async () => {
  await using server = await startClockify()
  const [first, second] = server.world.workspaces()
  const { destination } = await loadClockify(server, { streams: ['users'] })
  const alice = destination.table('users').filter(({ email }) => email === 'alice@example.com')
  expect(alice).toHaveLength(1)
  const memberships = destination.table('users__memberships').filter(({ user_id }) => user_id === alice[0]?.['id'])
  const workspaces = memberships.filter(({ membershiptype }) => membershiptype === 'WORKSPACE')
  expect(workspaces.map(({ targetid }) => targetid)).toEqual([first?.id, second?.id])
})

test('a cost rate is text, and in columns of its own', async () => {
  await using server = await startClockify()
  server.world.addUser({ email: 'rated@example.com', costRate: { amount: 4_000, currency: 'EUR' } })
  const { destination } = await loadClockify(server, { streams: ['users'] })
  const [user] = destination.table('users').filter(({ email }) => email === 'rated@example.com')
  expect(destination.table('users__memberships').filter(({ user_id }) => user_id === user?.['id'])).toMatchObject([
    { costrate: '{"amount":4000,"currency":"EUR"}', costrate__amount: 4_000, costrate__currency: 'EUR' },
  ])
})

test('what was in a workspace that the settings no longer name stays', async () => {
  await using server = await startClockify()
  const [studio, other] = server.world.workspaces()
  if (studio === undefined || other === undefined) throw new Error('two workspaces are needed')
  server.world.addUser({ email: 'only@there.example' }, other.id)
  server.world.addTag({ name: 'there' }, other.id)
  const streams = ['workspaces', 'users', 'tags', 'tasks'] as const
  const destination = memoryDestination()
  await loadClockify(server, { streams, destination })
  const before = streams.map((stream) => Object.keys(storedRecords(destination, stream)).length)
  const gone = server.truth.tags(studio.id)[0]?.id ?? ''
  server.world.delete('tags', gone)
  await loadClockify(server, { streams, destination, settings: { workspaces: [studio.id] } })
  const after = streams.map((stream) => Object.keys(storedRecords(destination, stream)).length)
  expect(after).toEqual(before.map((count, index) => (streams[index] === 'tags' ? count - 1 : count)))
  expect(destination.table('users').map(({ email }) => email)).toContain('only@there.example')
})

function joinGroup({ world, truth }: Pick<Clockify, 'world' | 'truth'>): void {
  const userIds = truth.users().map(({ id }) => id)
  world.edit('userGroups', truth.userGroups()[0]?.id ?? '', { userIds: [...new Set(userIds)] })
}
