import type { Clockify, LoggedRequest } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { dayInMs } from './support/entry-copy.ts'
import { ago, anEntry, small, stored, truth, withStage } from './support/entry-stage.ts'

const pages = { path: /user\/[0-9a-f]+\/time-entries$/ }
const oneUser = { ...small, users: 2, entries: 80 }
const hourInMs = 3_600_000

/** What makes a page: whose entries, which end, which page. */
function question({ path, query }: LoggedRequest): string {
  return [path, query['start'], query['end'], query['page'], query['page-size']].join(' ')
}

/** Keys of administrators. To the client each has an hour of its own, however the clock of the test goes. */
function adminKeys(server: Clockify, count: number): readonly string[] {
  return Array.from({ length: count }, () => server.keyOf(server.world.addUser({ role: 'WORKSPACE_ADMIN' }).id))
}

/** Aborts a run when so many pages of entries have been asked for. */
function abortAfter(server: Clockify, count: number): AbortController {
  const controller = new AbortController()
  let asked = 0
  const stop = server.onRequest(({ path }) => {
    if (!pages.path.test(path)) return
    asked += 1
    if (asked <= count) return
    stop()
    controller.abort(new Error('the power went out'))
  })
  return controller
}

describe.each(['incremental', 'full'] as const)('a history in mode %s', (mode) => {
  test('goes on after a kill, and reads no page again', () =>
    withStage(
      async (stage) => {
        const { server, copy } = stage
        await copy.run({ mode })
        const whole = server.requests.count(pages)
        expect(whole).toBeGreaterThan(10)
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed: oneUser },
      { list: 8 },
    ).then(() =>
      withStage(
        async (stage) => {
          const { server, copy } = stage
          const killed = abortAfter(server, 6)
          const first = await copy.run({ mode, pipeline: { signal: killed.signal, concurrency: 1 } })
          expect(first.status).toBe('cancelled')
          const before = server.requests.all(pages).slice(0, 6).map(question)
          server.requests.clear()
          await copy.run({ mode })
          expect(stored(stage)).toEqual(truth(stage))
          expect(
            server.requests
              .all(pages)
              .map(question)
              .filter((asked) => before.includes(asked)),
          ).toEqual([])
        },
        { seed: oneUser },
        { list: 8 },
      ),
    ))

  test('is carried by a quota of few requests an hour', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        const keys = adminKeys(server, 6)
        for (const [hour, apiKey] of keys.entries()) {
          server.faults.clear()
          server.faults.hourlyQuota(12, { retryAfter: 3_600 })
          const { status, resumeAt } = await copy.run({ mode, settings: { apiKey } })
          clock.now += hourInMs
          if (status === 'succeeded') {
            expect(hour).toBeGreaterThan(1)
            expect(stored(stage)).toEqual(truth(stage))
            return
          }
          expect(status).toBe('paused')
          expect(resumeAt).toBeInstanceOf(Date)
        }
        expect.unreachable('six hours are not enough')
      },
      { seed: oneUser },
      { list: 8 },
    ))
})

describe('a walk that was interrupted', () => {
  test('is followed by the window, so that what changed meanwhile comes in the same run', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        const killed = abortAfter(server, 6)
        await copy.run({ pipeline: { signal: killed.signal, concurrency: 1 } })
        clock.now += 2 * dayInMs
        server.world.addEntry({ start: ago(clock, 1) })
        server.world.editEntry(anEntry(server, ago(clock, 9), ago(clock, 3)), { description: 'edited meanwhile' })
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed: oneUser },
      { list: 8 },
    ))

  test('finds the deletions of a reconciliation, whatever was read before it was killed', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        await copy.run()
        clock.now += 40 * dayInMs
        const [recent, old] = [
          anEntry(server, ago(clock, 70), ago(clock, 45)),
          anEntry(server, ago(clock, 140), ago(clock, 120)),
        ]
        server.world.deleteEntry(recent)
        server.world.deleteEntry(old)
        const killed = abortAfter(server, 5)
        const first = await copy.run({ pipeline: { signal: killed.signal, concurrency: 1 } })
        expect(first.status).toBe('cancelled')
        const { streams } = await copy.run()
        expect(streams['time_entries']).toMatchObject({ deleted: 2, alive: 0, unknown: 0 })
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed: oneUser },
      { list: 8, settings: { reconcileEvery: 30 } },
    ))

  test('asks about no entry that it read before it was killed', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        await copy.run()
        clock.now += 40 * dayInMs
        const killed = abortAfter(server, 5)
        await copy.run({ pipeline: { signal: killed.signal, concurrency: 1 } })
        const { streams } = await copy.run()
        expect(streams['time_entries']).toMatchObject({ missing: 0 })
      },
      { seed: oneUser },
      { list: 8, settings: { reconcileEvery: 30 } },
    ))
})

test('users take turns when an hour is not enough for all of them', () =>
  withStage(
    async (stage) => {
      const { server, copy, clock } = stage
      for (const [hour, apiKey] of adminKeys(server, 3).entries()) {
        const { status, resumeAt } = await copy.run({ settings: { requestsPerHour: 20, apiKey } })
        expect(status).toBe(hour < 2 ? 'paused' : 'succeeded')
        expect(resumeAt === undefined).toBe(hour === 2)
        clock.now += hourInMs
      }
      expect(stored(stage)).toEqual(truth(stage))
    },
    { seed: { ...small, users: 40, entries: 120 } },
  ))
