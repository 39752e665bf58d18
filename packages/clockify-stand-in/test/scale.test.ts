import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { startClockify, type Clockify, type ScaleOptions } from '../src/index.ts'
import { ask, ids } from './ask.ts'

const scale: ScaleOptions = {
  users: 5,
  projects: 30,
  entries: 1000,
  from: '2025-01-01T00:00:00Z',
  to: '2025-03-01T00:00:00Z',
}

async function walk(clockify: Clockify, userId: string, query = ''): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (let page = 1; ; page++) {
    const { rows, headers } = await ask(clockify, `{ws}/user/${userId}/time-entries?page-size=70&page=${page}${query}`)
    found.push(...ids(rows))
    if (headers.get('last-page') === 'true') return found
  }
}

test('the same options give the same world, another seed another one', async () => {
  await using first = await startClockify({ seed: scale })
  await using second = await startClockify({ seed: scale })
  await using other = await startClockify({ seed: { ...scale, seed: 2 } })
  for (const kind of ['users', 'projects', 'tasks', 'tags', 'clients', 'userGroups', 'timeEntries'] as const) {
    expect(second.truth[kind]()).toEqual(first.truth[kind]())
    expect(other.truth[kind]()).not.toEqual(first.truth[kind]())
  }
})

test('as many of everything as was asked for, with archived, done and deactivated ones among them', async () => {
  await using clockify = await startClockify({
    seed: { ...scale, users: 40, clients: 12, tags: 11, tasks: 50, groups: 3 },
  })
  const { truth } = clockify
  const counts = [
    truth.users(),
    truth.projects(),
    truth.clients(),
    truth.tags(),
    truth.tasks(),
    truth.userGroups(),
    truth.timeEntries(),
  ]
  expect(counts.map(({ length }) => length)).toEqual([40, 30, 12, 11, 50, 3, 1000])
  expect(truth.projects().filter(({ archived }) => archived).length).toBe(3)
  expect(truth.tasks().filter(({ status }) => status === 'DONE').length).toBe(10)
  expect(truth.users().filter(({ memberships }) => memberships[0]?.membershipStatus === 'INACTIVE').length).toBe(2)
})

test('ids are unique and begin with the second of creation; starts lie in the range', async () => {
  await using clockify = await startClockify({ seed: scale })
  const entries = clockify.truth.timeEntries()
  expect(new Set(ids(entries)).size).toBe(1000)
  for (const { id, timeInterval } of entries) {
    expect(id).toMatch(/^[0-9a-f]{24}$/)
    expect(Number.parseInt(id.slice(0, 8), 16) * 1000).toBe(Date.parse(timeInterval.start))
    expect(timeInterval.start >= '2025-01-01' && timeInterval.start < '2025-03-01').toBe(true)
  }
})

test('odd entries are among them: without tags, without fields, of no length, with breaks and other alphabets', async () => {
  await using clockify = await startClockify({ seed: scale })
  const entries = clockify.truth.timeEntries()
  expect(entries.some(({ tagIds }) => tagIds === null)).toBe(true)
  expect(entries.some(({ customFieldValues }) => customFieldValues === null)).toBe(true)
  expect(entries.some(({ timeInterval }) => timeInterval.duration === 'PT0S')).toBe(true)
  expect(entries.some(({ type }) => type === 'BREAK')).toBe(true)
  expect(entries.some(({ description }) => description.includes('Übersetzung'))).toBe(true)
})

test('pages, windows and the truth agree, also after changes', async () => {
  await using clockify = await startClockify({ seed: scale, shiftsWindows: false })
  const { world, truth } = clockify
  const [user] = truth.users()
  const userId = user?.id ?? ''
  const before = truth.timeEntries({ userId })
  expect(await walk(clockify, userId)).toEqual(ids(before))
  const [first, , third, , fifth] = before
  world.deleteEntry(first?.id ?? '')
  world.moveEntry(third?.id ?? '', '2025-01-15T00:00:00Z')
  world.editEntry(fifth?.id ?? '', { description: 'edited' })
  world.addEntry({ userId, start: '2025-01-15T00:00:01Z' })
  const after = truth.timeEntries({ userId })
  expect(after.length).toBe(before.length)
  expect(await walk(clockify, userId)).toEqual(ids(after))
  const window = { from: '2025-01-10T00:00:00Z', to: '2025-01-20T00:00:00Z' }
  const inWindow = truth.timeEntries({ userId, ...window })
  expect(inWindow.length).toBeGreaterThan(10)
  expect(await walk(clockify, userId, `&start=${window.from}&end=${window.to}`)).toEqual(ids(inWindow))
  const starts = after.map(({ timeInterval }) => timeInterval.start)
  expect(starts).toEqual(starts.toSorted().toReversed())
})

test('a window holds the entry that starts with it, not the one that starts at its end', async () => {
  await using clockify = await startClockify({ seed: scale, shiftsWindows: false })
  const userId = clockify.truth.users()[0]?.id ?? ''
  const entries = clockify.truth.timeEntries({ userId }).toReversed()
  const [second, third] = entries.slice(41, 43)
  const window = `&start=${second?.timeInterval.start}&end=${third?.timeInterval.start}`
  expect(await walk(clockify, userId, window)).toEqual([second?.id])
  expect(await walk(clockify, userId, `&end=${second?.timeInterval.start}`)).toEqual(
    ids(entries.slice(0, 41).toReversed()),
  )
})

test('every user’s entries together are all entries', async () => {
  await using clockify = await startClockify({ seed: scale })
  const perUser = await Promise.all(clockify.truth.users().map(({ id }) => walk(clockify, id)))
  expect(new Set(perUser.flat())).toEqual(new Set(ids(clockify.truth.timeEntries())))
})

test('a page of 5000 of 100,000 entries comes at once, and the entries are held nowhere', async () => {
  const heapBefore = heapUsed()
  await using clockify = await startClockify({ seed: { users: 2, entries: 100_000, projects: 200 } })
  const userId = clockify.truth.users()[0]?.id ?? ''
  const times: number[] = []
  for (let page = 1; page <= 10; page++) {
    const startedAt = process.cpuUsage()
    const response = await fetch(
      `${clockify.apiBaseUrl}/workspaces/${clockify.world.workspace().id}/user/${userId}/time-entries?page-size=5000&page=${page}`,
      {
        headers: { 'x-api-key': clockify.keys.owner },
      },
    )
    const bytes = (await response.arrayBuffer()).byteLength
    times.push(process.cpuUsage(startedAt).user / 1000)
    expect(bytes).toBeGreaterThan(1_000_000)
    expect(response.headers.get('last-page')).toBe(String(page === 10))
  }
  // Of the processor, so that a busy machine does not count.
  expect(Math.min(...times)).toBeLessThan(100)
  expect(heapUsed() - heapBefore).toBeLessThan(20_000_000)
})

function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  return process.memoryUsage().heapUsed
}
