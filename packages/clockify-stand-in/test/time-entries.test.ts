import { expect, test } from 'vitest'
import { startClockify, type Clockify, type JsonObject } from '../src/index.ts'
import { readSample } from '../src/world/read-sample.ts'
import { ask, ids } from './ask.ts'

const bob = '66f0a1000000000000000202'
const path = `{ws}/user/${bob}/time-entries`

async function list(clockify: Clockify, query: string): Promise<readonly JsonObject[]> {
  const { status, rows } = await ask(clockify, `${path}?${query}`)
  expect(status).toBe(200)
  return rows
}

test('all entries of a user, newest start first, running and future ones among them', async () => {
  await using clockify = await startClockify()
  const sample = readSample('time-entries-list-newest-first')
  expect(await list(clockify, '')).toEqual(sample)
  const future = clockify.world.addEntry({ userId: bob, start: '2099-01-01T00:00:00Z' })
  expect(ids(await list(clockify, ''))).toEqual([future.id, ...ids(sample)])
})

test('a window is read as clock times of the account’s zone: two hours early in a Belgrade summer', async () => {
  await using clockify = await startClockify({ zone: 'Europe/Belgrade' })
  const start = (time: string): string => clockify.world.addEntry({ userId: bob, start: time }).id
  const [before, first, last, after] = [
    '2026-08-07T21:59:59Z',
    '2026-08-07T22:00:00Z',
    '2026-08-08T21:59:59Z',
    '2026-08-08T22:00:00Z',
  ].map(start)
  const window = 'start=2026-08-08T00:00:00Z&end=2026-08-09T00:00:00Z'
  expect(ids(await list(clockify, window))).toEqual([last, first])
  expect(ids(await list(clockify, 'start=2026-08-08T02:00:00%2B02:00&end=2026-08-09T02:00:00%2B02:00'))).toEqual([
    last,
    first,
  ])
  clockify.quirks.shiftsWindows = false
  expect(ids(await list(clockify, window))).toEqual([after, last])
  expect(before).toBeDefined()
})

test('the shift follows the zone and its winter time', async () => {
  await using clockify = await startClockify({ zone: 'America/New_York' })
  const entry = clockify.world.addEntry({ userId: bob, start: '2026-01-10T04:30:00Z' })
  // Midnight in New York is five o’clock in UTC.
  expect(ids(await list(clockify, 'start=2026-01-09T00:00:00Z&end=2026-01-10T00:00:00Z'))).toEqual([entry.id])
  expect(await list(clockify, 'start=2026-01-10T00:00:00Z&end=2026-01-11T00:00:00Z')).toEqual([])
})

test('the start of a window belongs to it, its end does not', async () => {
  await using clockify = await startClockify({ shiftsWindows: false })
  const [first] = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'].map(
    (start) => clockify.world.addEntry({ userId: bob, start }).id,
  )
  expect(ids(await list(clockify, 'start=2026-03-01T00:00:00Z&end=2026-03-02T00:00:00.000Z'))).toEqual([first])
})

test.each(['2026-03-01', '1772323200', '2026-03-01 00:00:00Z', 'yesterday'])('refuses %s as a start', async (start) => {
  await using clockify = await startClockify()
  const { status, json } = await ask(clockify, `${path}?start=${start}`)
  expect([status, json]).toEqual([400, expect.objectContaining({ code: 501 })])
})

test('a running entry has neither end nor duration, is found by its start, and keeps its id when it stops', async () => {
  await using clockify = await startClockify({ now: () => new Date('2026-09-01T10:00:00Z'), shiftsWindows: false })
  const running = clockify.world.startTimer({ userId: bob })
  const window = 'start=2026-09-01T10:00:00Z&end=2026-09-01T10:00:01Z'
  expect(await list(clockify, window)).toEqual([running])
  expect(running.timeInterval).toEqual({ start: '2026-09-01T10:00:00Z', end: null, duration: null })
  const inProgress = await ask(clockify, '{ws}/time-entries/status/in-progress')
  expect(ids(inProgress.rows)).toContain(running.id)
  expect(ids(await list(clockify, 'in-progress=true'))).toEqual([running.id, '66f0a1000000000000000803'])
  clockify.world.stopTimer(running.id, '2026-09-02T11:30:05Z')
  expect((await list(clockify, window))[0]?.timeInterval).toMatchObject({ duration: 'PT25H30M5S' })
  expect(ids((await ask(clockify, '{ws}/time-entries/status/in-progress')).rows)).not.toContain(running.id)
})

test('hydrated entries have objects beside the ids; a single one has no user', async () => {
  await using clockify = await startClockify()
  const [, , , entry] = await list(clockify, 'hydrated=true')
  expect(entry).toMatchObject({
    id: '66f0a1000000000000000801',
    tags: [{ name: 'Sprint1' }, { name: 'On-site' }],
    user: { name: 'Bob Member', memberships: [] },
    task: { name: 'Design' },
    project: { name: 'Website redesign' },
    kiosk: null,
  })
  const single = await ask(clockify, '{ws}/time-entries/66f0a1000000000000000801?hydrated=true')
  expect(single.json).toEqual({ ...entry, user: null })
})

test('a deleted entry is a 400 that says it does not belong, and is left out of a batch', async () => {
  await using clockify = await startClockify()
  const [kept, deleted] = ['66f0a1000000000000000801', '66f0a1000000000000000802']
  clockify.world.deleteEntry(deleted ?? '')
  const { status, json } = await ask(clockify, `{ws}/time-entries/${deleted}`)
  expect({ status, json }).toEqual({
    status: 400,
    json: { message: "Time entry doesn't belong to Workspace", code: 501 },
  })
  const batch = await ask(clockify, '{ws}/time-entries/batch', {
    body: { timeEntryIds: [deleted, kept], hydrated: false },
  })
  expect(batch.rows).toEqual([clockify.truth.timeEntries().find(({ id }) => id === kept)])
  expect(clockify.truth.deletedIds()).toEqual([deleted])
})

test('entries of a removed user are in no list, but can be had by their id', async () => {
  await using clockify = await startClockify()
  expect((await ask(clockify, '{ws}/user/66f0a10000000000000002ff/time-entries')).status).toBe(400)
  expect((await ask(clockify, '{ws}/time-entries/66f0a1000000000000000806')).json).toMatchObject({
    description: expect.any(String),
  })
  expect(ids(clockify.truth.timeEntries())).toContain('66f0a1000000000000000806')
  expect(ids(clockify.truth.timeEntries({ isOfMembers: true }))).not.toContain('66f0a1000000000000000806')
})

test.each([
  ['description=LAYOUT', ['801']],
  ['project=66f0a1000000000000000402', ['805']],
  ['task=66f0a1000000000000000501', ['801']],
  ['tags=66f0a1000000000000000702', ['801']],
  ['project-required=true', ['803', '801', '805']],
  ['task-required=true', ['801']],
])('filter %s', async (query, expected) => {
  await using clockify = await startClockify()
  expect(ids(await list(clockify, query)).map((id) => String(id).slice(-3))).toEqual(expected)
})

test('edits and moves keep the id; a field nobody knows appears on all entries', async () => {
  await using clockify = await startClockify({ shiftsWindows: false })
  const id = '66f0a1000000000000000801'
  clockify.world.editEntry(id, { description: 'Changed', tagIds: [] })
  const moved = clockify.world.moveEntry(id, '2020-05-05T05:05:05Z')
  expect(moved.timeInterval).toEqual({
    start: '2020-05-05T05:05:05Z',
    end: '2020-05-05T07:59:05Z',
    duration: 'PT2H54M',
  })
  clockify.world.addField('mood', { score: 1 })
  const rows = await list(clockify, '')
  expect(rows.at(-1)).toMatchObject({ id, description: 'Changed', tagIds: [], timeInterval: moved.timeInterval })
  expect(rows.every(({ mood }) => JSON.stringify(mood) === '{"score":1}')).toBe(true)
  expect(await list(clockify, 'start=2026-08-28T05:00:00Z&end=2026-08-28T06:00:00Z')).toEqual([])
})

test('changes between two pages: an entry that is added in front comes twice in an offset walk', async () => {
  await using clockify = await startClockify()
  clockify.onRequest(({ query }) => {
    if (query.page === '2') clockify.world.addEntry({ userId: bob, start: '2099-01-01T00:00:00Z' })
  })
  const first = await list(clockify, 'page-size=2&page=1')
  const second = await list(clockify, 'page-size=2&page=2')
  expect(second[0]?.id).toBe(first[1]?.id)
})
