import { expect, test } from 'vitest'
import { startClockify } from '../src/index.ts'
import { ask } from './ask.ts'

test.each([
  ['no header', {}, 'Multiple or none auth tokens present', 1000],
  [
    'both headers',
    { 'x-api-key': 'stand-in-owner-key', 'x-addon-token': 'x' },
    'Multiple or none auth tokens present',
    1000,
  ],
  ['Bearer', { authorization: 'Bearer stand-in-owner-key' }, 'Multiple or none auth tokens present', 1000],
  ['an unknown key', { 'x-api-key': 'unknown' }, 'Api key does not exist', 4003],
  ['a bad add-on token', { 'x-addon-token': 'unknown' }, 'Token is not valid', 4017],
])('401 for %s', async (_, headers, message, code) => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, '/user', { headers })
  expect({ status, json }).toEqual({ status: 401, json: { message, code } })
})

test('authentication comes before routes and parameters', async () => {
  await using clockify = await startClockify()
  for (const path of ['/nowhere', '{ws}/clients?page-size=0', '/workspaces/not-hex']) {
    expect((await ask(clockify, path, { headers: {} })).status).toBe(401)
  }
})

test('header names in any case, keys of the three roles, a chosen key', async () => {
  await using clockify = await startClockify({ key: 'my key' })
  const who = async (headers: Record<string, string>): Promise<unknown> =>
    ((await ask(clockify, '/user', { headers })).json as { readonly name: unknown }).name
  expect(await who({ 'X-API-KEY': 'my key' })).toBe('Alice Owner')
  expect(await who({ 'x-api-key': clockify.keys.admin })).toBe('Frank Admin')
  expect(await who({ 'x-api-key': clockify.keys.member })).toBe('Bob Member')
  expect(await who({ 'X-Addon-Token': clockify.keys.addonToken })).toBe('Alice Owner')
  expect(clockify.requests.all().map(({ keyName }) => keyName)).toEqual(['owner', 'admin', 'member', 'addon'])
})

test('an add-on knows its workspace alone and cannot list workspaces', async () => {
  await using clockify = await startClockify()
  const headers = { 'X-Addon-Token': clockify.keys.addonToken }
  const [, free] = clockify.truth.workspaces()
  expect((await ask(clockify, '{ws}/users', { headers })).status).toBe(200)
  expect((await ask(clockify, '/workspaces', { headers })).status).toBe(403)
  expect((await ask(clockify, `/workspaces/${free?.id}`, { headers })).status).toBe(403)
})

test('a key sees the workspaces of its user: Alice two, Bob one', async () => {
  await using clockify = await startClockify()
  const names = async (key: string): Promise<unknown> =>
    (await ask(clockify, '/workspaces', { key })).rows.map(({ name }) => name)
  expect(await names(clockify.keys.owner)).toEqual(['Acme Studio', 'Free personal workspace'])
  expect(await names(clockify.keys.member)).toEqual(['Acme Studio'])
  expect((await ask(clockify, '/workspaces?roles=TEAM_MANAGER')).rows).toEqual([])
  expect((await ask(clockify, '/workspaces?roles=WORKSPACE_OWN')).status).toBe(400)
})

test('a key of a removed or deactivated user is refused in the workspace', async () => {
  await using clockify = await startClockify()
  const bob = clockify.truth.users().find(({ name }) => name === 'Bob Member')?.id ?? ''
  const key = clockify.keyOf(bob)
  expect((await ask(clockify, '{ws}/tags', { key })).status).toBe(200)
  clockify.world.deactivateUser(bob)
  expect((await ask(clockify, '{ws}/tags', { key })).status).toBe(403)
})
