import { expect, test } from 'vitest'
import { startClockify, type Clockify, type JsonObject } from '../src/index.ts'
import { ask, workspacePath, type Reply } from './ask.ts'

const body = {
  start: '2026-08-01T00:00:00Z',
  end: '2026-08-31T23:59:59Z',
  actions: ['DELETE_TIME_PERSONAL', 'DELETE_TIME_FOR_OTHER'],
  authors: { contains: 'DOES_NOT_CONTAIN', authorIds: [] },
  page: 1,
  'page-size': 50,
}

function log(clockify: Clockify, question: JsonObject): Promise<Reply> {
  return ask(clockify, '{ws}/audit-log', { base: clockify.auditBaseUrl, body: question })
}

test('deletions are logged, on the Enterprise plan alone', async () => {
  await using clockify = await startClockify({ now: () => new Date('2026-08-30T00:00:00Z') })
  expect((await log(clockify, body)).status).toBe(403)
  clockify.world.setPlan(clockify.world.workspace().id, 'ENTERPRISE')
  clockify.world.deleteEntry('66f0a1000000000000000801')
  const { rows, headers } = await log(clockify, body)
  expect(rows.map(({ action, previousContent }) => [action, previousContent])).toEqual([
    ['DELETE_TIME_PERSONAL', '{"description":"deleted entry"}'],
    ['DELETE_TIME_PERSONAL', '{"description":"Homepage layout"}'],
  ])
  expect(headers.has('last-page')).toBe(false)
})

test('a bad question is refused with the body of the web framework', async () => {
  await using clockify = await startClockify({ plan: 'ENTERPRISE' })
  const { status, json } = await log(clockify, { ...body, 'page-size': 51 })
  expect(status).toBe(400)
  expect(json).toEqual({
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
    status: 400,
    error: 'Bad Request',
    path: `/v1${workspacePath(clockify)}/audit-log`,
  })
  expect((await log(clockify, { ...body, actions: ['delete_time'] })).status).toBe(400)
})
