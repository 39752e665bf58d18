import { expect, test } from 'vitest'
import { startClockify, type Clockify, type JsonObject } from '../src/index.ts'
import { ask, ids, type Reply } from './ask.ts'

const now = new Date('2026-08-31T12:00:00Z')
const old = '66f0a1000000000000000801'

function startAt(time: Date): Promise<Clockify> {
  return startClockify({ now: () => time })
}

function feed(clockify: Clockify, event: string, query: string): Promise<Reply> {
  return ask(clockify, `{ws}/entities/${event}?${query}`)
}

test('what is new, changed and gone; the window is the last 30 days', async () => {
  await using clockify = await startAt(now)
  const { world } = clockify
  const added = world.addEntry({ userId: '66f0a1000000000000000202', description: 'new' })
  world.editEntry(added.id, { description: 'newer' })
  world.editEntry(old, { description: 'changed' })
  const short = world.addEntry()
  world.deleteEntry(short.id)
  world.deleteEntry('66f0a1000000000000000802')
  const created = await feed(clockify, 'created', 'type=TIME_ENTRY')
  expect(created.rows).toEqual([
    {
      ...clockify.truth.timeEntries().find(({ id }) => id === added.id),
      documentCode: 'TIME_ENTRY',
      auditMetadata: { createdAt: '2026-08-31T12:00:00Z', updatedAt: '2026-08-31T12:00:00Z' },
    },
  ])
  expect(created.headers.get('has-more-data')).toBe('false')
  const updated = await feed(clockify, 'updated', 'type=TIME_ENTRY')
  expect(updated.rows).toEqual([
    expect.objectContaining({ id: old, description: 'changed', documentCode: 'TIME_ENTRY' }),
  ])
  const deleted = await feed(clockify, 'deleted', 'type=TIME_ENTRY')
  const documents = deleted.rows.map(({ document }) => document as JsonObject)
  expect(ids(documents)).toEqual(['66f0a10000000000000008ff', short.id, '66f0a1000000000000000802'])
})

test('a deleted entry is shown without its interval and project, under the id of the log', async () => {
  await using clockify = await startAt(now)
  const entry = clockify.world.addEntry({ description: 'gone' })
  clockify.world.deleteEntry(entry.id)
  const item = (await feed(clockify, 'deleted', 'type=TIME_ENTRY')).rows.at(-1)
  expect(item).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    documentCode: 'TIME_ENTRY',
    deletedAt: '2026-08-31T12:00:00.000Z',
    document: {
      id: entry.id,
      description: 'gone',
      workspaceId: entry.workspaceId,
      auditMetadata: { createdAt: '2026-08-31T12:00:00Z', updatedAt: '2026-08-31T12:00:00Z' },
    },
  })
  expect(item?.id).not.toBe(entry.id)
})

test('other kinds have their own names', async () => {
  await using clockify = await startAt(now)
  const { world } = clockify
  const tag = world.addTag()
  world.delete('tags', tag.id)
  world.archiveClient('66f0a1000000000000000301')
  world.removeUser('66f0a1000000000000000204')
  const deleted = await feed(clockify, 'deleted', 'type=TAGS&type=USER')
  expect(deleted.rows.map(({ documentCode, document }) => [documentCode, (document as JsonObject).id])).toEqual([
    ['TAGS', '66f0a10000000000000007ff'],
    ['USER', '66f0a10000000000000002ff'],
    ['TAGS', tag.id],
    ['USER', '66f0a1000000000000000204'],
  ])
  expect((await feed(clockify, 'updated', 'type=CLIENTS,TAGS')).rows).toEqual([
    expect.objectContaining({ archived: true, documentCode: 'CLIENTS' }),
  ])
})

test('generated entries were created when they start', async () => {
  await using clockify = await startClockify({ seed: { entries: 1000, from: '2026-01-01', to: '2026-02-01' } })
  const window = 'type=TIME_ENTRY&start=2026-01-10T00:00:00Z&end=2026-01-10T23:59:59Z&limit=5000'
  const expected = clockify.truth.timeEntries({ from: '2026-01-10T00:00:00Z', to: '2026-01-11T00:00:00Z' })
  expect(expected.length).toBeGreaterThan(20)
  expect(ids((await feed(clockify, 'created', window)).rows)).toEqual(ids(expected.toReversed()))
})

test('pages start at 0 and say whether there is more', async () => {
  await using clockify = await startAt(now)
  for (let count = 0; count < 60; count++) clockify.world.addTag()
  const pages = await Promise.all([0, 1, -1].map((page) => feed(clockify, 'created', `type=TAGS&page=${page}`)))
  expect(pages.map(({ rows, headers }) => [rows.length, headers.get('has-more-data')])).toEqual([
    [50, 'true'],
    [10, 'false'],
    [50, 'true'],
  ])
  expect(pages[0]?.headers.has('last-page')).toBe(false)
})

test.each([
  ['', 3001, "Required request parameter 'type' for method parameter type List is not present"],
  ['type=time_entry', 501, /^No enum constant .*DocumentCode\.time_entry$/],
  ['type=NOTHING', 501, /must be from the following set: APPROVAL_REQUESTS, .*USER_GROUPS\.$/],
  ['type=TAGS&limit=5001', 501, 'Page size cannot be larger than 5,000.'],
  ['type=TAGS&limit=0', 501, 'Page size must be a positive value'],
  ['type=TAGS&page=abc', 501, 'For input string: "abc"'],
  ['type=TAGS&start=2026-08-01', 501, /^You entered invalid value for field : \[start\]/],
  ['type=TAGS&start=2026-08-01T00:00:00%2B02:00', 501, /^You entered invalid value for field : \[start\]/],
  [
    'type=TAGS&start=2026-08-31T23:59:59Z&end=2024-01-01T00:00:00Z',
    501,
    'Start datetime 2026-08-31T23:59:59Z is greater than end datetime 2024-01-01T00:00:00Z.',
  ],
])('refuses "%s"', async (query, code, message) => {
  await using clockify = await startAt(now)
  const { status, json } = await feed(clockify, 'created', query)
  const text: unknown = typeof message === 'string' ? message : expect.stringMatching(message)
  expect({ status, json }).toEqual({ status: 400, json: { message: text, code } })
})

test('an empty type is an empty answer', async () => {
  await using clockify = await startAt(now)
  const { status, json } = await feed(clockify, 'deleted', 'type=')
  expect([status, json]).toEqual([200, []])
})

test('records may be dropped silently, and deletions may come late', async () => {
  let time = now
  await using clockify = await startClockify({ now: () => time, feedDelayInMs: 60_000 })
  const made = Array.from({ length: 6 }, () => clockify.world.addTag())
  for (const { id } of made) clockify.world.delete('tags', id)
  const count = async (): Promise<number> => (await feed(clockify, 'deleted', 'type=TAGS')).rows.length
  expect(await count()).toBe(1)
  time = new Date(time.getTime() + 60_000)
  expect(await count()).toBe(7)
  clockify.quirks.feed = 'drops-half'
  expect(await count()).toBe(4)
  clockify.quirks.feed = 'silent'
  expect(await count()).toBe(0)
})
