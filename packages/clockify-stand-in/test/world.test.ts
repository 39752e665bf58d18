import { expect, test } from 'vitest'
import { startClockify } from '../src/index.ts'
import { ask, ids } from './ask.ts'

test('what is added anywhere is answered as the world said', async () => {
  await using clockify = await startClockify()
  const { world } = clockify
  const client = world.addClient({ name: 'Another' })
  const bob = '66f0a1000000000000000202'
  const membership = {
    userId: bob,
    hourlyRate: { amount: 1, currency: 'EUR' },
    costRate: null,
    targetId: 'p',
    membershipType: 'PROJECT',
    membershipStatus: 'ACTIVE',
  } as const
  const project = world.addProject({ name: 'More', clientId: client.id, memberships: [membership] })
  const task = world.addTask({ projectId: project.id, name: 'Do it' })
  const group = world.addGroup({ name: 'group', userIds: [bob] })
  const entry = world.addEntry({ userId: bob, projectId: project.id, taskId: task.id, start: '2026-01-01T00:00:00Z' })
  expect((await ask(clockify, `{ws}/clients/${client.id}`)).json).toEqual(client)
  expect((await ask(clockify, `{ws}/projects/${project.id}`)).json).toEqual({ ...project, clientName: 'Another' })
  expect((await ask(clockify, `{ws}/projects/${project.id}/tasks`)).json).toEqual([task])
  expect((await ask(clockify, '{ws}/user-groups')).rows).toContainEqual(group)
  expect((await ask(clockify, `{ws}/time-entries/${entry.id}`)).json).toEqual(entry)
  expect(entry).toMatchObject({
    hourlyRate: { amount: 1, currency: 'EUR' },
    billable: true,
    timeInterval: { end: '2026-01-01T01:00:00Z', duration: 'PT1H' },
  })
  const { rows } = await ask(clockify, '{ws}/users?memberships=PROJECT&email=bob')
  expect(rows[0]?.memberships).toContainEqual(membership)
  expect((await ask(clockify, `{ws}/projects/${project.id}/tasks/${world.finishTask(task.id).id}`)).json).toMatchObject(
    { status: 'DONE' },
  )
})

test('another workspace, with an owner who is in the first one already', async () => {
  await using clockify = await startClockify({ seed: { users: 3, entries: 10 } })
  const [owner] = clockify.truth.users()
  const added = clockify.world.addWorkspace({ name: 'Second', plan: 'FREE', ownerId: owner?.id ?? '' })
  const { rows } = await ask(clockify, '/workspaces')
  expect(rows.map(({ name, featureSubscriptionType }) => [name, featureSubscriptionType])).toEqual([
    ['Scale', 'PRO_2021'],
    ['Second', 'FREE_2026'],
  ])
  const entry = clockify.world.addEntry({ userId: owner?.id ?? '' }, added.id)
  const seen = await ask(clockify, `/workspaces/${added.id}/user/${owner?.id}/time-entries`)
  expect(seen.rows).toEqual([entry])
  expect(clockify.truth.timeEntries({ workspaceId: added.id })).toEqual([entry])
  expect(ids((await ask(clockify, `/workspaces/${added.id}/users`)).rows)).toEqual([owner?.id])
})

test('an account is changed in all its workspaces', async () => {
  await using clockify = await startClockify()
  const [studio, free] = clockify.truth.workspaces()
  clockify.world.editUser('66f0a1000000000000000201', { name: 'Alice New' })
  for (const workspace of [studio, free]) {
    expect((await ask(clockify, `/workspaces/${workspace?.id}/users?email=alice`)).rows[0]?.name).toBe('Alice New')
  }
})

test('what does not exist cannot be changed', async () => {
  await using clockify = await startClockify()
  const { world } = clockify
  expect(() => world.editEntry('nothing', {})).toThrow('time entry nothing does not exist')
  expect(() => world.edit('tags', 'nothing', {})).toThrow('there is nothing with the id nothing among the tags')
  expect(() => world.removeUser('nothing')).toThrow('user nothing is not in the workspace')
  await expect(startClockify({ zone: 'Nowhere' })).rejects.toThrow("'Nowhere' is no time zone")
})
