import { expect, test } from 'vitest'
import { startClockify } from '../src/index.ts'
import { ask, workspacePath } from './ask.ts'

test('an unknown workspace is a 404 without a byte, an impossible id a 403', async () => {
  await using clockify = await startClockify()
  const unknown = await ask(clockify, '/workspaces/aaaaaaaaaaaaaaaaaaaaaaaa/clients?page-size=0')
  expect([unknown.status, unknown.text]).toEqual([404, ''])
  expect(unknown.headers.get('content-length')).toBe('0')
  const impossible = await ask(clockify, '/workspaces/not-hex/clients')
  expect([impossible.status, impossible.json]).toEqual([403, { message: 'Access Denied', code: 501 }])
})

test.each([
  ['projects/aaaaaaaaaaaaaaaaaaaaaaaa/tasks', "Project doesn't belong to Workspace"],
  ['projects/aaaaaaaaaaaaaaaaaaaaaaaa', "Project doesn't belong to Workspace"],
  ['time-entries/aaaaaaaaaaaaaaaaaaaaaaaa', "Time entry doesn't belong to Workspace"],
  ['user/aaaaaaaaaaaaaaaaaaaaaaaa/time-entries', "User doesn't belong to Workspace"],
  ['invoices/aaaaaaaaaaaaaaaaaaaaaaaa', "Invoice doesn't belong to Workspace"],
])('an entity that is not in the workspace is a 400, never a 404: %s', async (path, message) => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, `{ws}/${path}`)
  expect({ status, json }).toEqual({ status: 400, json: { message, code: 501 } })
})

test('unknown routes are 404 with code 3000', async () => {
  await using clockify = await startClockify()
  const path = `${workspacePath(clockify)}/nothing`
  const { status, json } = await ask(clockify, path)
  expect({ status, json }).toEqual({ status: 404, json: { message: `No static resource v1${path}.`, code: 3000 } })
})

test.each([
  ['POST', '{ws}/clients', 'GET'],
  ['GET', '{ws}/time-off/requests', 'POST'],
  ['GET', '{ws}/user-groups/66f0a1000000000000000601', 'PUT,DELETE'],
  ['GET', '{ws}/custom-fields/66f0a1000000000000000901', 'PUT,DELETE'],
  ['GET', '{ws}/holidays/66f0a1000000000000000d31', 'PUT,DELETE'],
])('the wrong method is 405 and says what is allowed: %s %s', async (method, path, allowed) => {
  await using clockify = await startClockify()
  const { status, json, headers } = await ask(clockify, path, { method })
  expect({ status, json }).toEqual({
    status: 405,
    json: { message: `Request method '${method}' is not supported`, code: 3000 },
  })
  expect(headers.get('allow')).toBe(allowed)
})

test.each(['{ws}/time-off/requests/66f0a1000000000000000d21', '{ws}/time-off/balance'])(
  'dead GET: 404 at %s',
  async (path) => {
    await using clockify = await startClockify()
    expect((await ask(clockify, path)).status).toBe(404)
  },
)

test('parameters of a wrong type are 400 with code 3000', async () => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, '{ws}/projects/66f0a1000000000000000401/tasks?is-active=x')
  const reason =
    "Failed to convert value of type 'java.lang.String' to required type 'java.lang.Boolean'; Invalid boolean value [x]"
  expect({ status, json }).toEqual({
    status: 400,
    json: { message: `Method parameter 'is-active': ${reason}`, code: 3000 },
  })
})

test('a body that is no JSON is 400 with code 3002', async () => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, '{ws}/time-entries/batch', { body: '{"timeEntryIds":[' })
  expect(status).toBe(400)
  expect(json).toMatchObject({ code: 3002 })
})

test('who accepts no JSON gets 406', async () => {
  await using clockify = await startClockify()
  const headers = { 'x-api-key': clockify.keys.owner, accept: 'text/csv' }
  const { status, json } = await ask(clockify, '/user', { headers })
  expect({ status, json }).toEqual({ status: 406, json: { message: 'No acceptable representation', code: 3000 } })
})

test.each([
  ['custom-fields', 'PRO'],
  ['projects/66f0a1000000000000000401/custom-fields', 'PRO'],
  ['expenses', 'PRO'],
  ['expenses/categories', 'PRO'],
  ['scheduling/assignments/all?start=2026-09-01T00:00:00Z&end=2026-09-30T00:00:00Z', 'PRO'],
  ['invoices', 'STANDARD'],
  ['approval-requests', 'STANDARD'],
  ['time-off/policies', 'STANDARD'],
  ['holidays', 'STANDARD'],
] as const)('a plan without the feature is refused with 403: %s needs %s', async (path, plan) => {
  await using clockify = await startClockify()
  const { id } = clockify.world.workspace()
  clockify.world.setPlan(id, 'FREE')
  const { status, json } = await ask(clockify, `{ws}/${path}`)
  expect({ status, json }).toEqual({ status: 403, json: { message: 'Access Denied', code: 501 } })
  clockify.world.setPlan(id, plan)
  expect((await ask(clockify, `{ws}/${path}`)).status).toBe(200)
})

test('the plan shows in the workspace', async () => {
  await using clockify = await startClockify({ plan: 'FREE' })
  const { json } = await ask(clockify, '{ws}')
  expect(json).toMatchObject({
    featureSubscriptionType: 'FREE_2026',
    features: ['TIME_TRACKING', 'ONE_MONTH_RANGE_REPORTS'],
  })
})
