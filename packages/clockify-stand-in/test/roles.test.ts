import { expect, test } from 'vitest'
import { startClockify } from '../src/index.ts'
import { ask, ids } from './ask.ts'

const denied = { message: 'Access Denied', code: 501 }

test.each([
  '{ws}/users',
  '{ws}/webhooks',
  '{ws}/invoices',
  '{ws}/entities/deleted?type=TAGS',
  '{ws}/users?page-size=0',
])('an ordinary member is refused at %s, an administrator is not', async (path) => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, path, { key: clockify.keys.member })
  expect({ status, json }).toEqual({ status: 403, json: denied })
  expect((await ask(clockify, path, { key: clockify.keys.admin })).status).not.toBe(403)
})

test('a member sees own time entries, without rates, and nobody else’s', async () => {
  await using clockify = await startClockify()
  const { owner, member } = clockify.keys
  const users = clockify.truth.users()
  const [alice, bob] = ['Alice Owner', 'Bob Member'].map((name) => users.find((user) => user.name === name)?.id ?? '')
  const foreign = clockify.world.addEntry({ userId: alice ?? '' })
  const own = await ask(clockify, `{ws}/user/${bob}/time-entries`, { key: member })
  expect(own.rows.length).toBe(5)
  expect(own.rows.every(({ hourlyRate, costRate }) => hourlyRate === null && costRate === null)).toBe(true)
  for (const path of [`{ws}/user/${alice}/time-entries`, `{ws}/time-entries/${foreign.id}`]) {
    const { status, json } = await ask(clockify, path, { key: member })
    expect({ status, json }).toEqual({ status: 403, json: denied })
  }
  expect((await ask(clockify, `{ws}/user/${bob}/time-entries`, { key: owner })).rows[0]?.hourlyRate).not.toBeNull()
})

test('a member sees public projects and own ones', async () => {
  await using clockify = await startClockify()
  const hidden = clockify.world.addProject({ public: false, memberships: [] })
  const seen = await ask(clockify, '{ws}/projects', { key: clockify.keys.member })
  expect(ids(seen.rows)).not.toContain(hidden.id)
  expect(seen.rows.length).toBe(clockify.truth.projects().length - 1)
})

test('a member may not ask a report for costs, and gets own rows without money', async () => {
  await using clockify = await startClockify()
  const report = (body: object) =>
    ask(clockify, '{ws}/reports/detailed', { key: clockify.keys.member, base: clockify.reportsBaseUrl, body })
  const body = {
    dateRangeStart: '2025-11-01T00:00:00Z',
    dateRangeEnd: '2026-08-31T23:59:59Z',
    timeZone: 'UTC',
    users: { ids: [], contains: 'CONTAINS', status: 'ALL' },
    detailedFilter: { page: 1, pageSize: 50 },
  }
  expect((await report({ ...body, amounts: ['COST'] })).status).toBe(403)
  const { timeentries } = (await report(body)).json as { readonly timeentries: readonly Record<string, unknown>[] }
  expect(new Set(timeentries.map(({ userName }) => userName))).toEqual(new Set(['Bob Member']))
  expect(timeentries[0]).toMatchObject({ amount: null, rate: null, amounts: [] })
})
