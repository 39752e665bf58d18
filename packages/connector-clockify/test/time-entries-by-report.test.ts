import { describe, expect, test } from 'vitest'
import { dayInMs, EntryCopy, plainEntries } from './support/entry-copy.ts'
import type { RunOptions } from './support/entry-copy.ts'
import { ago, anEntry, small, stored, truth, withStage } from './support/entry-stage.ts'

const byReport = { settings: { entriesFrom: 'report' as const } }
const reports = { path: 'reports/detailed' }

test.each(['incremental', 'full'] as const)('brings everything, in mode %s', (mode) =>
  withStage(
    async (stage) => {
      stage.server.world.startTimer()
      stage.server.world.addEntry({ start: ago(stage.clock, -300) })
      await stage.copy.run({ mode })
      expect(stored(stage)).toEqual(truth(stage))
    },
    {},
    byReport,
  ),
)

test.each([2, 3, 7])('brings everything in pages of %i', (report) =>
  withStage(
    async (stage) => {
      await stage.copy.run()
      expect(stored(stage)).toEqual(truth(stage))
    },
    {},
    { ...byReport, report },
  ),
)

test('has the same tables as the lists of the users', () =>
  withStage(
    async (stage) => {
      const { server, clock, copy } = stage
      server.world.startTimer()
      await copy.run()
      const other = new EntryCopy({ server, clock })
      await other.run()
      expect(copy.entries()).toEqual(other.entries())
      for (const table of ['time_entries', 'time_entries__tags', 'time_entries__customfieldvalues']) {
        const [one, two] = [copy, other].map(({ destination }) => Object.keys(destination.table(table)[0] ?? {}))
        // The report does not know of kiosks.
        expect(one?.toSorted()).toEqual(two?.filter((name) => name !== 'kioskid').toSorted())
      }
    },
    {},
    byReport,
  ))

test('asks for windows that a Free plan answers', () =>
  withStage(
    async (stage) => {
      await stage.copy.run()
      expect(stored(stage)).toEqual(truth(stage))
    },
    { plan: 'FREE' },
    byReport,
  ))

test('begins a year before the workspace was made', () =>
  withStage(
    async ({ server, copy }) => {
      const madeAt = Number.parseInt(server.world.workspace().id.slice(0, 8), 16) * 1_000
      const day = (days: number): string => `${new Date(madeAt - days * dayInMs).toISOString().slice(0, 19)}Z`
      const before = server.world.addEntry({ start: day(364) })
      const long = server.world.addEntry({ start: day(400) })
      await copy.run()
      const ids = copy.entries().map(({ id }) => id)
      expect(ids).toContain(before.id)
      expect(ids).not.toContain(long.id)
    },
    {},
    byReport,
  ))

describe('an incremental run', () => {
  const cases: readonly RunOptions[] = [{}, { settings: { since: '2026-06-01' } }]
  test.each(cases)('brings what changed in the window, with %j', (options) =>
    withStage(
      async ({ server, copy, clock }) => {
        const since = options.settings?.since === undefined ? {} : { from: '2026-06-01T00:00:00Z' }
        const check = (): void => expect(copy.entries()).toEqual(plainEntries(server.truth.timeEntries(since)))
        const timer = server.world.startTimer({ start: ago(clock, 3) })
        await copy.run(options)
        check()
        clock.now += dayInMs
        const inside = server.truth.timeEntries({ from: ago(clock, 34), to: ago(clock, 5) })
        for (const { id } of inside.slice(0, 3)) server.world.editEntry(id, { description: 'edited', tagIds: null })
        for (const { id } of inside.slice(3, 5)) server.world.deleteEntry(id)
        server.world.moveEntry(inside[6]?.id ?? '', ago(clock, 60))
        server.world.moveEntry(anEntry(server, ago(clock, 80), ago(clock, 61)), ago(clock, 1))
        server.world.stopTimer(timer.id)
        server.world.startTimer()
        await copy.run(options)
        check()
      },
      {},
      { ...byReport, report: 4 },
    ),
  )

  test('brings a timer that is stopped or deleted after forty days', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        const users = server.truth.users().map(({ id }) => id)
        const timers = users.map((userId) => server.world.startTimer({ userId, start: ago(clock, 1) }))
        await copy.run()
        clock.now += 20 * dayInMs
        await copy.run()
        clock.now += 20 * dayInMs
        server.world.stopTimer(timers[0]?.id ?? '')
        server.world.deleteEntry(timers[1]?.id ?? '')
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      {},
      byReport,
    ))

  test('has entries of users who were removed', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        const user = server.truth.users().at(-1)?.id ?? ''
        await copy.run()
        server.world.removeUser(user)
        server.world.editEntry(server.truth.timeEntries({ userId: user, from: ago(clock, 30) })[0]?.id ?? '', {
          description: 'edited',
        })
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
        await copy.run({ mode: 'full' })
        expect(stored(stage)).toEqual(truth(stage))
      },
      {},
      byReport,
    ))

  test('asks three times for the window, and once each for workspaces, what runs and what the key may see', () =>
    withStage(
      async ({ server, copy }) => {
        await copy.run()
        server.requests.clear()
        await copy.run()
        expect(server.requests.count(reports)).toBe(3)
        expect(server.requests.count()).toBe(6)
      },
      {},
      byReport,
    ))

  test('reads everything again when that is due', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        await copy.run()
        clock.now += 31 * dayInMs
        server.world.deleteEntry(anEntry(server, ago(clock, 120), ago(clock, 90)))
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      {},
      { settings: { entriesFrom: 'report', reconcileEvery: 30 } },
    ))
})

test('takes over from the lists of the users, with what was deleted since', () =>
  withStage(async (stage) => {
    const { server, copy, clock } = stage
    await copy.run()
    server.world.deleteEntry(anEntry(server, ago(clock, 100), ago(clock, 90)))
    await copy.run(byReport)
    expect(stored(stage)).toEqual(truth(stage))
    server.world.deleteEntry(anEntry(server, ago(clock, 100), ago(clock, 90)))
    await copy.run({ ...byReport, mode: 'full' })
    expect(stored(stage)).toEqual(truth(stage))
  }))

test('loses nothing that is moved up by a deletion between two pages', () =>
  withStage(
    async ({ server, copy }) => {
      let pages = 0
      server.onRequest(({ path }) => {
        if (!path.endsWith(reports.path)) return
        pages += 1
        if (pages % 3 === 0) server.world.deleteEntry(server.truth.timeEntries().at(-1)?.id ?? '')
      })
      await copy.run()
      const ids = new Set(copy.entries().map(({ id }) => id))
      expect(server.truth.deletedIds().length).toBeGreaterThan(5)
      expect(server.truth.timeEntries().filter(({ id }) => !ids.has(id))).toEqual([])
    },
    { seed: { ...small, entries: 120, from: '2026-07-20T00:00:00Z' } },
    { ...byReport, report: 8 },
  ))

test('goes on after a kill inside a window', () =>
  withStage(
    async (stage) => {
      const { server, copy } = stage
      const controller = new AbortController()
      let pages = 0
      const stop = server.onRequest(({ path }) => {
        if (!path.endsWith(reports.path)) return
        pages += 1
        if (pages === 25) controller.abort(new Error('the power went out'))
      })
      await copy.run({ pipeline: { signal: controller.signal } })
      stop()
      const asked = ({ body }: { readonly body: unknown }): string => JSON.stringify(body)
      const before = server.requests.all(reports).slice(0, 24).map(asked)
      expect(copy.entries().length).toBeGreaterThan(10)
      server.requests.clear()
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      const again = server.requests
        .all(reports)
        .map(asked)
        .filter((body) => before.includes(body))
      expect(again).toEqual([])
    },
    { seed: { ...small, entries: 200, from: '2026-07-20T00:00:00Z' } },
    { ...byReport, report: 8 },
  ))
