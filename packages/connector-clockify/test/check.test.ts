import { InvalidOptionsError, MillraceError } from '@millrace/core'
import type { Source } from '@millrace/core/plugin'
import type { Clockify } from '@millrace/clockify-stand-in'
import { startClockify } from '@millrace/clockify-stand-in'
import { ScriptedServer } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import { clockify } from '../src/index.ts'
import type { ClockifySettings } from '../src/index.ts'
import { connectTo } from './support/load-clockify.ts'

const unknownId = 'ffffffffffffffffffffffff'
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }

test('passes for owners and administrators', async () => {
  await using server = await startClockify()
  const { id } = server.world.workspace()
  await expect(check(connectTo(server))).resolves.toBeUndefined()
  await expect(check(connectTo(server, { apiKey: server.keys.admin }))).resolves.toBeUndefined()
  const addon = { addonToken: server.keys.addonToken, workspaces: [id] }
  await expect(check(connectTo(server, addon))).resolves.toBeUndefined()
})

const refusals: readonly (readonly [
  what: string,
  settings: (server: Clockify) => ClockifySettings,
  code: string,
  says: RegExp,
])[] = [
  [
    'a wrong key, or one of another region',
    () => ({ apiKey: 'canary' }),
    'clockify_wrong_key',
    /Profile settings, API.*global, euc1, use2, euw2, apse2/,
  ],
  [
    'a wrong add-on token',
    ({ world }) => ({ addonToken: 'canary', workspaces: [world.workspace().id] }),
    'clockify_wrong_key',
    /does not know the key/,
  ],
  [
    'a workspace that the key does not see, maybe of another region',
    () => ({ workspaces: [unknownId] }),
    'clockify_unknown_workspace',
    /no workspace f{24}.*it sees: \w{24}.*`region`/,
  ],
  [
    'a workspace in which the add-on is not installed',
    ({ keys, world }) => ({ addonToken: keys.addonToken, workspaces: [world.workspaces()[1]?.id ?? ''] }),
    'clockify_unknown_workspace',
    /the add-on sees no workspace/,
  ],
  [
    'a workspace that no add-on knows',
    ({ keys }) => ({ addonToken: keys.addonToken, workspaces: [unknownId] }),
    'clockify_unknown_workspace',
    /the add-on sees no workspace/,
  ],
  [
    'a user without the role',
    ({ keys }) => ({ apiKey: keys.member }),
    'clockify_missing_role',
    /neither WORKSPACE_OWN nor WORKSPACE_ADMIN in workspace Acme Studio/,
  ],
  [
    'a path that is not that of the API',
    ({ apiBaseUrl }) => ({ apiBaseUrl: apiBaseUrl.replace('/api/v1', '/api'), reportsBaseUrl: apiBaseUrl }),
    'clockify_wrong_address',
    /ends with \/api\/v1/,
  ],
  [
    'an address at which nobody answers',
    () => ({ apiBaseUrl: 'http://127.0.0.1:9/api/v1', reportsBaseUrl: 'http://127.0.0.1:9/v1' }),
    'clockify_unreachable',
    /nobody answers/,
  ],
]

test.each(refusals)('%s', async (_, settings, code, says) => {
  await using server = await startClockify()
  const begun = performance.now()
  const error = await failureOf(connectTo(server, settings(server)))
  expect(error).toMatchObject({ code, message: expect.stringMatching(says) })
  expect(error.message).not.toContain('canary')
  expect(performance.now() - begun).toBeLessThan(5_000)
})

test('a user without any workspace', async () => {
  await using server = await startClockify()
  const { id } = server.world.addUser()
  const key = server.keyOf(id)
  server.world.removeUser(id)
  expect(await failureOf(connectTo(server, { apiKey: key }))).toMatchObject({ code: 'clockify_no_workspace' })
})

describe('an address that is not that of Clockify', () => {
  test.each([
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, text: '<html>Welcome</html>' }],
    ['a page that says that there is nothing', { status: 404, text: '<html>404</html>' }],
    ['a login', { status: 401, text: '<html>Who are you?</html>' }],
    ['other JSON', { status: 200, json: { hello: 'world' } }],
    ['a list', { status: 200, json: [] }],
  ])('%s', async (_, answer) => {
    await using server = await ScriptedServer.start({ routes: { 'GET /api/v1/user': [answer] } })
    const source = clockify({
      apiKey: 'canary',
      apiBaseUrl: `${server.url}/api/v1`,
      reportsBaseUrl: `${server.url}/v1`,
    })
    const error = await failureOf(source)
    expect(error).toMatchObject({ code: 'clockify_wrong_address', isRetryable: false })
    expect(error.message).not.toContain('canary')
  })
})

test('a server that is down is something that passes', async () => {
  await using server = await startClockify()
  server.faults.always(503)
  expect(await failureOf(connectTo(server))).toMatchObject({ code: 'http_unavailable', isRetryable: true })
})

test.each([
  [{}, 'apiKey'],
  [{ apiKey: 'k', addonToken: 't', workspaces: [unknownId] }, 'apiKey'],
  [{ addonToken: 't' }, 'workspaces'],
  [{ apiKey: 'k', workspaces: ['acme'] }, 'workspaces[0]'],
  [{ apiKey: 'k', workspaces: [] }, 'workspaces'],
  [{ apiKey: 'k', apiBaseUrl: 'https://acme.clockify.me/api/v1' }, 'reportsBaseUrl'],
  [{ apiKey: 'k', since: 'yesterday' }, 'since'],
])('settings that cannot work are refused before anything is asked: %o', (settings, path) => {
  expect(() => clockify(settings)).toThrow(InvalidOptionsError)
  expect(() => clockify(settings)).toThrow(path)
})

async function check(source: Source): Promise<void> {
  await source.check({ signal: new AbortController().signal, logger })
}

async function failureOf(source: Source): Promise<MillraceError> {
  const error: unknown = await check(source).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (MillraceError.isInstance(error)) return error
  throw new Error(`the check did not fail as it should: ${String(error)}`)
}

function quiet(): void {
  // Nobody listens.
}
