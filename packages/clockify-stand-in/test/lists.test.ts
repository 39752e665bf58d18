import { expect, test } from 'vitest'
import { startClockify, type JsonObject } from '../src/index.ts'
import { textOf } from '../src/json.ts'
import { readSample } from '../src/world/read-sample.ts'
import { ask, ids } from './ask.ts'

const project = '66f0a1000000000000000401'

test.each(['clients', 'tags', 'projects'] as const)(
  '%s: without archived both come, in spite of the documentation',
  async (kind) => {
    await using clockify = await startClockify()
    const sample: readonly JsonObject[] = readSample(`${kind}-list`)
    const list = async (query: string): Promise<readonly JsonObject[]> =>
      (await ask(clockify, `{ws}/${kind}${query}`)).rows
    expect(new Set(await list(''))).toEqual(new Set(sample))
    expect(await list('?archived=false')).not.toContainEqual(expect.objectContaining({ archived: true }))
    expect(await list('?archived=true')).toEqual(sample.filter(({ archived }) => archived))
    expect((await ask(clockify, `{ws}/${kind}?archived=x`)).status).toBe(400)
  },
)

test('archiving keeps a row, deleting takes it away', async () => {
  await using clockify = await startClockify()
  const { world } = clockify
  const [client, tag, added] = [world.addClient(), world.addTag({ name: 'new' }), world.addProject()]
  world.archiveClient(client.id)
  world.archiveTag(tag.id)
  world.archiveProject(added.id)
  for (const [kind, id] of [
    ['clients', client.id],
    ['tags', tag.id],
    ['projects', added.id],
  ] as const) {
    expect((await ask(clockify, `{ws}/${kind}`)).rows).toContainEqual(expect.objectContaining({ id, archived: true }))
    world.delete(kind, id)
    expect(ids((await ask(clockify, `{ws}/${kind}`)).rows)).not.toContain(id)
  }
  expect(clockify.truth.deletedIds('PROJECTS')).toEqual([added.id])
})

test('managers of groups come with includeTeamManagers alone', async () => {
  await using clockify = await startClockify()
  expect((await ask(clockify, '{ws}/user-groups')).rows.map(({ teamManagers }) => teamManagers)).toEqual([[], []])
  const { rows } = await ask(clockify, '{ws}/user-groups?includeTeamManagers=true&sort-column=ID')
  expect(rows).toEqual(readSample('user-groups-list'))
})

test('tasks: without is-active done ones come too', async () => {
  await using clockify = await startClockify()
  const path = `{ws}/projects/${project}/tasks`
  expect((await ask(clockify, path)).rows).toEqual(readSample('tasks-list'))
  expect((await ask(clockify, `${path}?is-active=true`)).rows.map(({ status }) => status)).toEqual(['ACTIVE'])
  expect((await ask(clockify, `${path}?is-active=false`)).rows.map(({ status }) => status)).toEqual(['DONE'])
})

test('hydrated projects bring client, tasks, custom fields and currency, and drop clientName', async () => {
  await using clockify = await startClockify()
  const find = async (): Promise<JsonObject | undefined> =>
    (await ask(clockify, '{ws}/projects?hydrated=true&sort-column=ID')).rows[0]
  const hydrated = await find()
  expect(hydrated).not.toHaveProperty('clientName')
  expect(hydrated).toMatchObject({
    id: project,
    client: readSample('clients-list')[0],
    tasks: [{ name: 'Design' }, { name: 'Bugfixing', status: 'DONE', favorite: false }],
    currency: { code: 'USD' },
    favorite: false,
  })
  clockify.quirks.hydratedTasks = 'active'
  expect((await find())?.tasks).toEqual([expect.objectContaining({ name: 'Design' })])
})

test('a project without a client has empty texts, not nulls', async () => {
  await using clockify = await startClockify()
  const { rows } = await ask(clockify, '{ws}/projects?name=Internal')
  expect(rows).toEqual([expect.objectContaining({ clientId: '', clientName: '', budgetEstimate: null })])
})

test('sort columns and orders, and refused ones', async () => {
  await using clockify = await startClockify()
  const names = async (query: string): Promise<unknown> =>
    (await ask(clockify, `{ws}/tags${query}`)).rows.map(({ name }) => name)
  expect(await names('?sort-column=ID')).toEqual(['Sprint1', 'On-site', 'legacy'])
  expect(await names('?sort-column=ID&sort-order=DESCENDING')).toEqual(['legacy', 'On-site', 'Sprint1'])
  const { status, json } = await ask(clockify, '{ws}/tags?sort-column=COLOR')
  expect([status, json]).toEqual([400, expect.objectContaining({ code: 501 })])
})

test('custom fields, of the workspace and of a project', async () => {
  await using clockify = await startClockify()
  expect((await ask(clockify, '{ws}/custom-fields')).rows).toEqual(readSample('custom-fields-list'))
  expect((await ask(clockify, '{ws}/custom-fields?entity-type=USER')).rows.length).toBe(1)
  expect((await ask(clockify, `{ws}/projects/${project}/custom-fields`)).rows.length).toBe(2)
})

test('expenses ignore start and end; a single one has ids where the list has objects', async () => {
  await using clockify = await startClockify()
  const { json } = await ask(clockify, '{ws}/expenses?start=2030-01-01T00:00:00Z&end=2030-01-02T00:00:00Z')
  expect(json).toMatchObject({
    expenses: {
      count: 1,
      expenses: [{ project: { name: 'Website redesign' }, task: null, category: { name: 'Travel' } }],
    },
    dailyTotals: [{ date: '2026-08-20', total: 2550 }],
    weeklyTotals: [{ date: '2026-08-17', total: 2550 }],
  })
  const [row] = (json as { readonly expenses: { readonly expenses: readonly JsonObject[] } }).expenses.expenses
  expect(row).not.toHaveProperty('categoryId')
  expect(row).toEqual(clockify.truth.expenses()[0])
  expect((await ask(clockify, `{ws}/expenses/${textOf(row?.id)}`)).json).toEqual(readSample('expense-single-get'))
  expect((await ask(clockify, '{ws}/expenses/categories')).json).toEqual({
    count: 2,
    categories: readSample('expense-categories-list').categories.toReversed(),
  })
})

test('invoices: rows without items, a single one with them, payments apart', async () => {
  await using clockify = await startClockify()
  const invoice = readSample('invoice-single-get')
  const { json } = await ask(clockify, '{ws}/invoices?statuses=PARTIALLY_PAID,PAID')
  expect(json).toMatchObject({ total: 1, invoices: [{ id: invoice.id, balance: 70_000 }] })
  expect(JSON.stringify(json)).not.toContain('items')
  expect((await ask(clockify, '{ws}/invoices?statuses=VOID')).json).toEqual({ total: 0, invoices: [] })
  expect((await ask(clockify, `{ws}/invoices/${invoice.id}`)).json).toEqual(invoice)
  expect((await ask(clockify, `{ws}/invoices/${invoice.id}/payments`)).json).toEqual(
    readSample('invoice-payments-list'),
  )
})

test('approval requests ignore users and times, and some states cannot be listed', async () => {
  await using clockify = await startClockify()
  const { rows } = await ask(clockify, '{ws}/approval-requests?userId=x&start=2030-01-01T00:00:00Z')
  expect(rows).toEqual(readSample('approval-requests-list'))
  expect((await ask(clockify, '{ws}/approval-requests?status=APPROVED')).rows).toEqual([])
  expect((await ask(clockify, '{ws}/approval-requests?status=REJECTED')).status).toBe(400)
})

test('time off: policies, balances, and requests that are searched', async () => {
  await using clockify = await startClockify()
  expect((await ask(clockify, '{ws}/time-off/policies')).json).toEqual(readSample('time-off-policies-list'))
  const balances = await ask(clockify, '{ws}/time-off/balance/policy/66f0a1000000000000000d01?sort=BALANCE')
  expect(balances.json).toEqual(readSample('time-off-balances-envelope'))
  const search = (body: JsonObject) => ask(clockify, '{ws}/time-off/requests', { body })
  const august = { start: '2026-08-01T00:00:00.000Z', end: '2026-08-31T23:59:59.999Z', page: 1, pageSize: 50 }
  const found = await search({ ...august, statuses: ['ALL'], users: [], userGroups: [] })
  expect(found.json).toEqual(readSample('time-off-requests-search-response'))
  expect(found.headers.has('last-page')).toBe(false)
  expect((await search({ ...august, start: '2026-08-20T00:00:00Z' })).json).toEqual({ count: 0, requests: [] })
  expect((await search({ ...august, statuses: ['WITHDRAWN'] })).status).toBe(400)
  expect((await search({ ...august, pageSize: 201 })).status).toBe(400)
})

test('holidays and planned work; a period has to be named', async () => {
  await using clockify = await startClockify()
  expect((await ask(clockify, '{ws}/holidays')).json).toEqual(readSample('holidays-list'))
  const may = 'start=2026-05-01T00:00:00Z&end=2026-05-31T00:00:00Z'
  expect((await ask(clockify, `{ws}/holidays/in-period?assigned-to=x&${may}`)).rows.length).toBe(1)
  const missing = await ask(clockify, `{ws}/holidays/in-period?${may}`)
  expect(missing.json).toEqual({
    message: "Required request parameter 'assigned-to' for method parameter type String is not present",
    code: 3001,
  })
  const september = 'start=2026-09-01T00:00:00Z&end=2026-09-30T00:00:00Z'
  expect((await ask(clockify, `{ws}/scheduling/assignments/all?${september}`)).json).toEqual(
    readSample('scheduling-assignments-all'),
  )
  expect((await ask(clockify, `{ws}/scheduling/assignments/all?${may}`)).rows).toEqual([])
  expect((await ask(clockify, '{ws}/scheduling/assignments/all')).status).toBe(400)
  const totals = await ask(clockify, `{ws}/scheduling/assignments/projects/totals/${project}?${september}`)
  expect(totals.json).toMatchObject({ totalHours: 20 })
})

test('webhooks come with their secrets', async () => {
  await using clockify = await startClockify()
  expect((await ask(clockify, '{ws}/webhooks')).json).toEqual(readSample('webhooks-list'))
})
