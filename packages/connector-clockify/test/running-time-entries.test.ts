import type { Clockify } from '@millrace/clockify-stand-in'
import { expect, test } from 'vitest'
import { plainEntries } from './support/entry-copy.ts'
import type { PlainEntry } from './support/entry-copy.ts'
import { ago, withStage } from './support/entry-stage.ts'
import type { Stage } from './support/entry-stage.ts'

const running = { stream: 'running_time_entries' } as const
const guarded = { pipeline: { maxDeleted: { share: 0.3, count: 3 } } }

function stored({ copy }: Stage): readonly PlainEntry[] {
  return copy.entries('running_time_entries')
}

function truth({ server }: Stage): readonly PlainEntry[] {
  return plainEntries(server.truth.timeEntries().filter(({ timeInterval }) => timeInterval.end === null))
}

function startTimers({ world, truth }: Clockify, start: string): readonly string[] {
  const users = truth.users().map(({ id }) => id)
  return users.map((userId) => world.startTimer({ userId, start }).id)
}

test.each(['incremental', 'full'] as const)('has all timers, however many, in mode %s', (mode) =>
  withStage(
    async (stage) => {
      startTimers(stage.server, ago(stage.clock, 100))
      await stage.copy.run({ mode })
      expect(stage.copy.entries('running_time_entries')).toHaveLength(40)
      expect(stored(stage)).toEqual(truth(stage))
    },
    { seed: { users: 40, entries: 0 } },
    running,
  ),
)

test('lets all timers stop at once, without tripping the guard on deletions', () =>
  withStage(
    async (stage) => {
      const { server, copy, clock } = stage
      const timers = startTimers(server, ago(clock, 1))
      await copy.run(guarded)
      for (const id of timers.slice(1)) server.world.stopTimer(id)
      await copy.run(guarded)
      expect(copy.entries('running_time_entries')).toHaveLength(1)
      expect(stored(stage)).toEqual(truth(stage))
      for (const id of timers.slice(0, 1)) server.world.deleteEntry(id)
      startTimers(server, ago(clock, 0.1))
      await copy.run(guarded)
      expect(stored(stage)).toEqual(truth(stage))
    },
    { seed: { users: 40, entries: 0 } },
    running,
  ))

test('a full run removes what has stopped, too', () =>
  withStage(
    async (stage) => {
      const timers = startTimers(stage.server, ago(stage.clock, 1))
      await stage.copy.run({ mode: 'full' })
      stage.server.world.stopTimer(timers[0] ?? '')
      await stage.copy.run({ mode: 'full' })
      expect(stored(stage)).toEqual(truth(stage))
    },
    {},
    running,
  ))

test('removes nothing when the key may see its own timers only', () =>
  withStage(
    async (stage) => {
      const { server, copy, clock } = stage
      startTimers(server, ago(clock, 1))
      await copy.run()
      const { warnings } = await copy.run({ settings: { apiKey: server.keys.member } })
      expect(warnings.map(({ code }) => code)).toContain('partition_skipped')
      expect(stored(stage)).toEqual(truth(stage))
    },
    {},
    running,
  ))
