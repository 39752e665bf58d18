import type { Clockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { dayInMs } from './support/entry-copy.ts'
import { ago, anEntry, stored, truth, withStage } from './support/entry-stage.ts'

const zones = ['UTC', 'Europe/Belgrade', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York']
const windows = zones.flatMap((zone) => [true, false].map((shiftsWindows) => ({ zone, shiftsWindows })))

describe.each(windows)('in $zone, windows shifted: $shiftsWindows', (quirks) => {
  test('every run brings what changed in the window, and nothing else is touched', () =>
    withStage(
      async (stage) => {
        const { server, clock, copy } = stage
        const edge = clock.now - 35 * dayInMs
        for (const hours of [-30, -13, -1, 1, 13, 30]) {
          const start = new Date(edge + hours * 3_600_000).toISOString()
          server.world.addEntry({ start: `${start.slice(0, 19)}Z`, description: `edge ${hours}` })
        }
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
        const inside = server.truth.timeEntries({ from: ago(clock, 35) })
        for (const { id } of inside.slice(0, 3)) server.world.editEntry(id, { description: 'edited', tagIds: [] })
        for (const { id } of inside.slice(3, 6)) server.world.deleteEntry(id)
        // The oldest one in the window.
        server.world.deleteEntry(inside.at(-1)?.id ?? '')
        const { streams } = await copy.run()
        expect(streams['time_entries']).toMatchObject({ missing: 4, alive: 0, deleted: 4 })
        expect(stored(stage)).toEqual(truth(stage))
      },
      quirks,
      { list: 5 },
    ))
})

describe('an incremental run', () => {
  test('finds entries that moved out of the window alive', () =>
    withStage(async (stage) => {
      const { server, clock, copy } = stage
      await copy.run()
      server.world.moveEntry(anEntry(server, ago(clock, 20), ago(clock, 10)), ago(clock, 300))
      const { streams } = await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      expect(streams['time_entries']).toMatchObject({ alive: 1, deleted: 0 })
    }))

  test('finds entries that moved into the window', () =>
    withStage(async (stage) => {
      const { server, clock, copy } = stage
      await copy.run()
      server.world.moveEntry(anEntry(server, ago(clock, 80), ago(clock, 50)), ago(clock, 3))
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('leaves older entries to a full run', () =>
    withStage(async (stage) => {
      const { server, clock, copy } = stage
      await copy.run()
      server.world.editEntry(anEntry(server, ago(clock, 80), ago(clock, 50)), { description: 'edited' })
      server.world.deleteEntry(anEntry(server, ago(clock, 100), ago(clock, 90)))
      const before = copy.entries()
      await copy.run()
      expect(copy.entries()).toEqual(before)
      await copy.run({ mode: 'full' })
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('reads everything again when that is due, and once only', () =>
    withStage(
      async (stage) => {
        const { server, clock, copy } = stage
        await copy.run()
        server.world.editEntry(anEntry(server, ago(clock, 80), ago(clock, 50)), { description: 'edited' })
        server.world.deleteEntry(anEntry(server, ago(clock, 100), ago(clock, 90)))
        clock.now += 29 * dayInMs
        const before = copy.entries()
        await copy.run()
        expect(copy.entries()).toEqual(before)
        clock.now += 2 * dayInMs
        const { streams } = await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
        expect(streams['time_entries']).toMatchObject({ read: 59, deleted: 1 })
        clock.now += dayInMs
        expect((await copy.run()).streams['time_entries']?.read).toBeLessThan(59)
      },
      {},
      { settings: { reconcileEvery: 30 } },
    ))

  test('leaves no gap after a long pause', () =>
    withStage(async (stage) => {
      const { server, clock, copy } = stage
      await copy.run()
      clock.now += 5 * dayInMs
      const late = server.world.addEntry({ start: ago(clock, 1) })
      clock.now += 200 * dayInMs
      await copy.run()
      expect(copy.entries().map(({ id }) => id)).toContain(late.id)
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('brings a timer that is stopped or deleted after forty days', () =>
    withStage(async (stage) => {
      const { server, clock, copy } = stage
      const users = server.truth.users().map(({ id }) => id)
      const timers = users.map((userId) => server.world.startTimer({ userId, start: ago(clock, 1) }))
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      for (let days = 0; days < 40; days += 20) {
        clock.now += 20 * dayInMs
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      }
      clock.now += 20 * dayInMs
      server.world.stopTimer(timers[0]?.id ?? '')
      server.world.deleteEntry(timers[1]?.id ?? '')
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      expect(copy.entries().filter(({ end }) => end === null)).toHaveLength(1)
    }))

  test('asks for nothing but the users and the window when nothing ran', () =>
    withStage(async ({ server, copy }) => {
      await copy.run()
      server.requests.clear()
      await copy.run()
      expect(server.requests.count({ path: /time-entries$/ })).toBe(3)
      expect(server.requests.count()).toBe(5)
    }))

  test('keeps the rows of a user who was removed', () =>
    withStage(async (stage) => {
      const { server, copy } = stage
      await copy.run()
      const user = server.truth.users().at(-1)?.id ?? ''
      server.world.removeUser(user)
      await copy.run()
      await copy.run({ mode: 'full' })
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('keeps the rows of a user who is removed while the run goes on, and still deletes what others have deleted', () =>
    withStage(async (stage) => {
      const { server, copy, clock } = stage
      await copy.run()
      const users = server.truth.users().map(({ id }) => id)
      server.world.deleteEntry(server.truth.timeEntries({ userId: users[0] ?? '', from: ago(clock, 30) })[0]?.id ?? '')
      using _hook = removing(server, users.at(-1) ?? '')
      const { status } = await copy.run()
      expect(status).toBe('succeeded')
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('looks for missing entries in all workspaces', () =>
    withStage(async (stage) => {
      const { server, copy, clock } = stage
      const ownerId = server.truth.users()[0]?.id ?? ''
      const second = server.world.addWorkspace({ ownerId })
      const [, moved, gone] = [0, 1, 2].map((days) =>
        server.world.addEntry({ userId: ownerId, start: ago(clock, days + 1) }, second.id),
      )
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      server.world.moveEntry(moved?.id ?? '', ago(clock, 200))
      server.world.deleteEntry(gone?.id ?? '')
      const { streams } = await copy.run()
      expect(streams['time_entries']).toMatchObject({ missing: 2, alive: 1, deleted: 1 })
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('keeps what one workspace does not have and another does not tell', () =>
    withStage(async (stage) => {
      const { server, copy, clock } = stage
      const ownerId = server.truth.users()[0]?.id ?? ''
      const second = server.world.addWorkspace({ ownerId })
      const entry = server.world.addEntry({ userId: ownerId, start: ago(clock, 2) }, second.id)
      await copy.run()
      server.world.deleteEntry(entry.id)
      server.faults.always(403, { path: new RegExp(`${second.id}/time-entries/[0-9a-f]{24}$`) })
      const { streams } = await copy.run()
      expect(streams['time_entries']).toMatchObject({ missing: 1, unknown: 1, deleted: 0 })
    }))

  test('skips a workspace whose users the key may not list, and reads the others', () =>
    withStage(async ({ server, copy, clock }) => {
      const admin = server.world.addUser({ role: 'WORKSPACE_ADMIN' })
      const second = server.world.addWorkspace()
      server.world.addUser({ id: admin.id }, second.id)
      server.world.addEntry({ start: ago(clock, 1) }, second.id)
      const { status, warnings } = await copy.run({ settings: { apiKey: server.keyOf(admin.id) } })
      expect(status).toBe('succeeded')
      expect(warnings).toMatchObject([{ code: 'partition_skipped', message: expect.stringContaining(second.id) }])
      expect(copy.entries()).toHaveLength(60)
    }))

  test('keeps what cannot be looked for', () =>
    withStage(async (stage) => {
      const { server, copy, clock } = stage
      await copy.run()
      server.world.deleteEntry(anEntry(server, ago(clock, 20), ago(clock, 10)))
      server.faults.always(403, { path: /time-entries\/[0-9a-f]{24}$/ })
      const { streams } = await copy.run()
      expect(streams['time_entries']).toMatchObject({ missing: 1, unknown: 1, deleted: 0 })
      server.faults.clear()
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('does without the search for many', () =>
    withStage(async (stage) => {
      const { server, copy, clock } = stage
      await copy.run()
      server.world.moveEntry(anEntry(server, ago(clock, 20), ago(clock, 10)), ago(clock, 300))
      server.world.deleteEntry(anEntry(server, ago(clock, 20), ago(clock, 10)))
      server.faults.always(405, { path: /batch$/ })
      await copy.run()
      expect(stored(stage)).toEqual(truth(stage))
    }))
})

/** Removes a user as soon as somebody asks for their entries. */
function removing(server: Clockify, userId: string): Disposable {
  let isRemoved = false
  const stop = server.onRequest(({ path }) => {
    if (isRemoved || !path.includes(`/user/${userId}/`)) return
    isRemoved = true
    server.world.removeUser(userId)
  })
  return { [Symbol.dispose]: stop }
}
