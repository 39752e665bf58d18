import type { Clockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { otherServer } from './support/other-server.ts'
import { ago, small, stored, truth, withStage } from './support/entry-stage.ts'
import type { Stage } from './support/entry-stage.ts'
import { loadClockify } from './support/load-clockify.ts'

const hourInMs = 3_600_000
const byReport = { settings: { entriesFrom: 'report' as const } }

describe.each(['time_entries', 'time_entry_reports'] as const)('%s of a member who is shown a part', (stream) => {
  test('come with a warning, and the rest comes when the role does', () =>
    withStage(
      async ({ server, copy, clock }) => {
        const ofWorld = (): number => server.truth.timeEntries().length
        const first = await copy.run({ settings: { apiKey: server.keys.member } })
        expect(first.warnings.map(({ code }) => code)).toEqual(['partition_skipped'])
        expect(copy.destination.table(stream).length).toBeLessThan(ofWorld())
        await copy.run()
        expect(copy.destination.table(stream)).toHaveLength(ofWorld())
        for (let days = 1; days < 5; days += 1) server.world.addEntry({ start: ago(clock, days) })
        clock.now += hourInMs
        await copy.run({ settings: { apiKey: server.keys.member } })
        await copy.run()
        expect(copy.destination.table(stream)).toHaveLength(ofWorld())
      },
      { seed: small },
      { ...byReport, stream },
    ))
})

test('many deletions are confirmed by the requests of several hours', () =>
  withStage(
    async (stage) => {
      const { server, copy, clock } = stage
      for (let count = 0; count < 24; count += 1) server.world.addEntry({ start: ago(clock, 1 + count / 10) })
      await copy.run()
      for (const { id } of server.truth.timeEntries({ from: ago(clock, 4) }).slice(0, 20)) server.world.deleteEntry(id)
      const hours = await hoursUntilEqual(stage, adminKeys(server, 5))
      expect(hours).toBeGreaterThan(1)
    },
    {},
    byReport,
  ))

test('a user whose entries are not found keeps the rows, and hinders nobody', () =>
  withStage(async ({ server, clock }) => {
    const [user] = server.truth.users()
    const gone = server.world.addEntry({ userId: server.truth.users()[1]?.id ?? '', start: ago(clock, 1) })
    const { destination } = await loadClockify(server, { streams: ['time_entries'] })
    const count = destination.table('time_entries').length
    server.world.deleteEntry(gone.id)
    server.faults.always({ type: 'status', status: 404 }, { path: `${user?.id}/time-entries` })
    const load = { streams: ['time_entries'] as const, destination, settings: { reconcileEvery: 1e-9 } }
    const { result } = await loadClockify(server, load)
    expect(result.status).toBe('succeeded')
    expect(destination.table('time_entries').filter((row) => row['_mr_deleted_at'] === null)).toHaveLength(count - 1)
  }))

test('an answer that is no list is an error, not an empty list', () =>
  withStage(async ({ server }) => {
    const { destination } = await loadClockify(server, { streams: ['workspaces'] })
    const fetch = otherServer({ answers: [[/workspaces$/, () => ({ message: 'we are moving' })]] })
    const load = { streams: ['workspaces'] as const, destination, tools: { fetch } }
    await expect(loadClockify(server, load)).rejects.toThrow('/workspaces answered no list')
  }))

/** Runs once an hour, each time with a key of its own, until what stands equals what is there. */
async function hoursUntilEqual(stage: Stage, keys: readonly string[]): Promise<number> {
  const { server, copy, clock } = stage
  for (const [hour, apiKey] of keys.entries()) {
    server.faults.clear()
    server.faults.hourlyQuota(16, { retryAfter: 3_600 })
    await copy.run({ settings: { apiKey } })
    if (stored(stage).length === truth(stage).length) return hour + 1
    clock.now += hourInMs
  }
  throw new Error('the hours are not enough')
}

/** Keys of administrators. To the client each has an hour of its own, however the clock of the test goes. */
function adminKeys(server: Clockify, count: number): readonly string[] {
  return Array.from({ length: count }, () => server.keyOf(server.world.addUser({ role: 'WORKSPACE_ADMIN' }).id))
}
