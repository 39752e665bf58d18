import { expect, test } from 'vitest'
import { startClockify } from '../src/index.ts'
import { readSample } from '../src/world/read-sample.ts'
import { ask, ids } from './ask.ts'

const bob = '66f0a1000000000000000202'
const dave = '66f0a1000000000000000204'

test('users come by email, with the memberships that are asked for: none by default', async () => {
  await using clockify = await startClockify()
  const sample = readSample('users-list-memberships-all')
  const plain = await ask(clockify, '{ws}/users')
  expect(plain.rows.map(({ email }) => email)).toEqual([...sample.map(({ email }) => email), 'frank@example.com'])
  expect(plain.rows.every(({ memberships }) => JSON.stringify(memberships) === '[]')).toBe(true)
  const all = await ask(clockify, '{ws}/users?memberships=ALL')
  expect(all.rows.slice(0, 4)).toEqual(sample)
  const groups = await ask(clockify, '{ws}/users?memberships=USERGROUP&email=bob')
  expect(groups.rows[0]?.memberships).toEqual([expect.objectContaining({ membershipType: 'USERGROUP' })])
  expect((await ask(clockify, '{ws}/users?memberships=SOME')).status).toBe(400)
})

test('roles come with include-roles, empty for an ordinary member', async () => {
  await using clockify = await startClockify()
  const { rows } = await ask(clockify, '{ws}/users?include-roles=true&memberships=WORKSPACE')
  expect(rows.find(({ email }) => email === 'alice@example.com')?.roles).toEqual(readSample('user-with-roles').roles)
  expect(rows.find(({ id }) => id === bob)?.roles).toEqual([])
})

test('limited and deleted accounts come only when account-statuses names them', async () => {
  await using clockify = await startClockify()
  const limited = clockify.world.addUser({ status: 'LIMITED' })
  expect(ids((await ask(clockify, '{ws}/users')).rows)).not.toContain(limited.id)
  expect(ids((await ask(clockify, '{ws}/users?account-statuses=LIMITED,DELETED')).rows)).toEqual([limited.id])
})

test('a deactivated member keeps the status ACTIVE; the membership tells', async () => {
  await using clockify = await startClockify()
  clockify.world.deactivateUser(bob)
  const { rows } = await ask(clockify, '{ws}/users?memberships=WORKSPACE&status=INACTIVE')
  expect(ids(rows)).toEqual([bob, dave])
  expect(rows[0]).toMatchObject({ status: 'ACTIVE', memberships: [{ membershipStatus: 'INACTIVE' }] })
  clockify.world.reactivateUser(bob)
  expect(ids((await ask(clockify, '{ws}/users?status=INACTIVE')).rows)).toEqual([dave])
})

test('an invited user has neither name nor settings', async () => {
  await using clockify = await startClockify()
  const { rows } = await ask(clockify, '{ws}/users?status=PENDING')
  expect(rows).toEqual([expect.objectContaining({ email: 'carol@example.com', name: null, settings: null })])
})

test('a removed user vanishes from the list; the id may linger in a group', async () => {
  await using clockify = await startClockify()
  clockify.world.removeUser(bob)
  expect(ids((await ask(clockify, '{ws}/users?account-statuses=ACTIVE&status=ALL')).rows)).not.toContain(bob)
  expect((await ask(clockify, '{ws}/user-groups')).rows[0]?.userIds).toContain(bob)
  expect(clockify.truth.deletedIds('USER')).toEqual([bob])
})

test('a user in two workspaces is the same account with other memberships', async () => {
  await using clockify = await startClockify()
  const [studio, free] = clockify.truth.workspaces()
  clockify.world.addUser({ id: bob }, free?.id)
  const rows = await Promise.all(
    [studio, free].map(
      async (workspace) =>
        (await ask(clockify, `/workspaces/${workspace?.id}/users?memberships=WORKSPACE&email=bob`)).rows[0],
    ),
  )
  expect(rows.map((row) => row?.id)).toEqual([bob, bob])
  expect(rows.map((row) => row?.memberships)).toEqual([
    [expect.objectContaining({ targetId: studio?.id })],
    [expect.objectContaining({ targetId: free?.id })],
  ])
  expect(clockify.truth.users().filter(({ id }) => id === bob).length).toBe(2)
})

test('the search takes the same filters in its body and does not say last-page', async () => {
  await using clockify = await startClockify()
  const body = { email: 'bob', memberships: 'ALL', includeRoles: true, pageSize: 10, page: 1 }
  const { rows, headers } = await ask(clockify, '{ws}/users/info', { body })
  expect(rows).toEqual([expect.objectContaining({ id: bob, roles: [] })])
  expect(headers.has('last-page')).toBe(false)
})

test('profiles and managers', async () => {
  await using clockify = await startClockify()
  expect((await ask(clockify, `{ws}/member-profile/${bob}`)).json).toEqual(readSample('member-profile'))
  expect((await ask(clockify, `{ws}/member-profile/${dave}`)).json).toMatchObject({ email: 'dave@example.com' })
  const { rows } = await ask(clockify, `{ws}/users/${bob}/managers`)
  expect(rows.map(({ name }) => name)).toEqual(['Alice Owner'])
})

test('/user is whoever asks, with memberships on request', async () => {
  await using clockify = await startClockify()
  const key = clockify.keys.member
  expect((await ask(clockify, '/user', { key })).json).toMatchObject({ id: bob, memberships: [] })
  const { json } = await ask(clockify, '/user?include-memberships=true', { key })
  expect((json as { readonly memberships: unknown[] }).memberships.length).toBe(4)
})
