/** The same in every destination: after each change at Clockify the tables equal what Clockify has. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { startClockify } from '@millrace/clockify-stand-in'
import type { Clockify } from '@millrace/clockify-stand-in'
import { runPipeline } from '@millrace/core'
import type { RunResult } from '@millrace/core'
import { describe, expect, test } from 'vitest'
import { connectTo } from './support/load-clockify.ts'
import type { ChildLoad } from './support/load-child.ts'
import { openStore } from './support/open-store.ts'
import type { Store, StoreKind } from './support/open-store.ts'

const now = Date.parse('2026-08-20T12:00:00Z')
const seed = { users: 10, projects: 5, tags: 4, entries: 200, from: '2026-05-01T00:00:00Z', to: '2026-08-20T00:00:00Z' }
const userPages = /user\/[0-9a-f]+\/time-entries$/

async function load(server: Clockify, store: Store): Promise<RunResult> {
  return runPipeline({
    source: connectTo(server, {}, { maxPageSize: 20 }),
    destination: store.destination,
    streams: { users: true, projects: true, tags: true, time_entries: true },
    maxDeleted: false,
    leaseDurationInMs: 1_000,
    retryDelayInMs: 10,
    now: () => now,
  })
}

/** What must stand, from what the stand-in knows. */
function truth({ truth }: Clockify): Readonly<Record<string, readonly (readonly string[])[]>> {
  const entries = truth.timeEntries()
  return {
    entries: sorted(
      entries.map(({ id, description, userId, timeInterval }) => [
        id,
        description,
        userId,
        instant(timeInterval.start),
      ]),
    ),
    tags: sorted(entries.flatMap(({ id, tagIds }) => (tagIds ?? []).map((tag) => [id, tag]))),
    users: sorted(truth.users().map(({ id, name }) => [id, String(name)])),
    projects: sorted(truth.projects().map(({ id, name, archived }) => [id, name, String(archived)])),
  }
}

async function standing({ rows }: Store): Promise<ReturnType<typeof truth>> {
  const entries = await rows('time_entries', ['id', 'description', 'userid', 'timeinterval_start'])
  return {
    entries: sorted(
      entries.map(([id = '', description = '', user = '', start = '']) => [id, description, user, instant(start)]),
    ),
    tags: sorted(await rows('time_entries__tags', ['timeentry_id', 'tag_id'])),
    users: sorted(await rows('users', ['id', 'name'])),
    projects: sorted(await rows('projects', ['id', 'name', 'archived'])),
  }
}

function instant(text: string): string {
  return new Date(text).toISOString()
}

function sorted(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.toSorted((left, right) => (left.join() < right.join() ? -1 : 1))
}

function ago(days: number): string {
  return `${new Date(now - days * 86_400_000).toISOString().slice(0, 19)}Z`
}

describe.each<StoreKind>(['memory', 'duckdb', 'postgres'])('in %s', (kind) => {
  test('the tables follow Clockify through edits, deletions, moves and new fields', async () => {
    await using server = await startClockify({ seed, now: () => new Date(now) })
    await using store = await openStore(kind)
    await load(server, store)
    expect(await standing(store)).toEqual(truth(server))

    const { world } = server
    const recent = server.truth.timeEntries({ from: ago(30) }).map(({ id }) => id)
    const [edited = '', deleted = '', movedOut = '', movedWithin = ''] = recent
    world.editEntry(edited, { description: 'edited', tagIds: [] })
    world.deleteEntry(deleted)
    world.moveEntry(movedOut, ago(80))
    world.moveEntry(movedWithin, ago(2))
    const [old = ''] = server.truth.timeEntries({ to: ago(60) }).map(({ id }) => id)
    world.moveEntry(old, ago(1))
    world.addEntry({ description: 'new', start: ago(3) })
    const [project] = server.truth.projects()
    world.edit('projects', project?.id ?? '', { archived: true, name: 'renamed' })
    world.addField('mood', 'good')
    await load(server, store)
    expect(await standing(store)).toEqual(truth(server))
    expect(await store.rows('time_entries', ['mood'])).toContainEqual(['good'])

    const [leaver] = server.truth.users().slice(-1)
    world.removeUser(leaver?.id ?? '')
    await load(server, store)
    // The entries of somebody who left stay, as they do at Clockify.
    expect(await standing(store)).toEqual(truth(server))
  })

  test('storms of refusals and broken bodies change nothing', async () => {
    await using server = await startClockify({ seed, now: () => new Date(now) })
    await using store = await openStore(kind)
    const { faults } = server
    faults.next(2, { type: 'status', status: 429, body: 'empty', retryAfter: 0 }, { path: '/projects' })
    faults.next(1, 'reset-in-body', { path: userPages })
    faults.next(1, 'truncate', { path: userPages, after: 3 })
    faults.next(1, 'html', { path: '/tags' })
    faults.next(1, 503, { path: userPages, after: 6 })
    await load(server, store)
    expect(await standing(store)).toEqual(truth(server))
  })
})

test.for<StoreKind>(['duckdb', 'postgres'])(
  'in %s a kill in the middle of the history loses nothing, and no page is read again',
  async (kind) => {
    await using server = await startClockify({ seed, now: () => new Date(now) })
    await using store = await openStore(kind)
    const killed = Promise.withResolvers<void>()
    let pages = 0
    const stop = server.onRequest(async ({ path }) => {
      if (!userPages.test(path)) return
      pages += 1
      if (pages < 7) return
      stop()
      child.kill('SIGKILL')
      await killed.promise
    })
    const { apiBaseUrl, reportsBaseUrl, keys } = server
    if (store.address === undefined) throw new Error('no other process can reach it')
    const settings = { apiKey: keys.owner, apiBaseUrl, reportsBaseUrl, requestsPerSecond: 50 }
    const task: ChildLoad = { settings, address: store.address, now }
    const program = join(import.meta.dirname, 'support/load-child.ts')
    const child = spawn(process.execPath, ['--conditions=millrace-source', program, JSON.stringify(task)], {
      stdio: 'inherit',
    })
    await once(child, 'exit')
    killed.resolve()
    expect(child.signalCode).toBe('SIGKILL')
    const read = server.requests
      .all({ path: userPages, status: 200 })
      .map(({ path, query }) => JSON.stringify([path, query]))
    expect(read.length).toBeGreaterThan(4)
    server.requests.clear()
    await runUntilFree(() => load(server, store))
    expect(await standing(store)).toEqual(truth(server))
    const again = server.requests.all({ path: userPages }).map(({ path, query }) => JSON.stringify([path, query]))
    // What was committed is not asked for again; the page before the kill may have been on its way.
    expect(again.filter((question) => read.slice(0, -1).includes(question))).toEqual([])
  },
)

/** The lease of a process that died ends by itself. */
async function runUntilFree(run: () => Promise<unknown>): Promise<void> {
  await expect
    .poll(
      () =>
        run().then(
          () => 'done',
          (error: Error) => error.name,
        ),
      { timeout: 90_000, interval: 500 },
    )
    .toBe('done')
}
