import type { Clockify, TimeEntry } from '@millrace/clockify-stand-in'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayInMs } from './support/entry-copy.ts'
import type { Clock, PlainEntry } from './support/entry-copy.ts'
import { ago, stored, truth, withStage } from './support/entry-stage.ts'
import type { Stage } from './support/entry-stage.ts'

/** What happens to the world; entries and users are counted off by any number. */
type Change =
  | { readonly type: 'add'; readonly user: number; readonly daysAgo: number; readonly isRunning: boolean }
  | { readonly type: 'edit' | 'delete' | 'stop'; readonly entry: number }
  | { readonly type: 'move'; readonly entry: number; readonly daysAgo: number }

const number = fc.nat(1_000)
const daysAgo = fc.oneof(fc.constantFrom(34.5, 35, 35.5, 0, -3, 300), fc.double({ min: -60, max: 200, noNaN: true }))
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('add' as const), user: number, daysAgo, isRunning: fc.boolean() }),
  fc.record({ type: fc.constantFrom('edit' as const, 'delete' as const, 'stop' as const), entry: number }),
  fc.record({ type: fc.constant('move' as const), entry: number, daysAgo }),
)
const changes = fc.array(change, { maxLength: 6 })
const round = fc.record({
  before: changes,
  /** What happens before the n-th request of the run. */
  during: fc.array(fc.record({ request: fc.integer({ min: 2, max: 20 }), change }), { maxLength: 3 }),
  mode: fc.constantFrom('incremental' as const, 'incremental' as const, 'full' as const),
  days: fc.double({ min: 0.01, max: 20, noNaN: true }),
})
const story = fc.record({
  seed: fc.nat(50),
  zone: fc.constantFrom('UTC', 'Europe/Belgrade', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'),
  shiftsWindows: fc.boolean(),
  entriesFrom: fc.constantFrom('users' as const, 'report' as const),
  pageSize: fc.constantFrom(2, 3, 7, 50),
  reconcileEvery: fc.constantFrom(undefined, 10),
  rounds: fc.array(round, { minLength: 1, maxLength: 4 }),
})

test('after a quiet run the window is the truth, after a quiet full run everything is', () =>
  fc.assert(
    fc.asyncProperty(story, ({ seed, zone, shiftsWindows, entriesFrom, pageSize, reconcileEvery, rounds }) =>
      withStage(
        async (stage) => {
          for (const { before, during, mode, days } of rounds) {
            for (const each of before) apply(stage, each)
            let requests = 0
            const stop = stage.server.onRequest(() => {
              requests += 1
              for (const { request, change: each } of during) if (request === requests) apply(stage, each)
            })
            await stage.copy.run({ mode })
            stop()
            stage.clock.now += Math.round(days * 86_400) * 1_000
            await stage.copy.run({ mode: 'incremental' })
            expect(inWindow(stored(stage), stage.clock)).toEqual(inWindow(truth(stage), stage.clock))
          }
          await stage.copy.run({ mode: 'full' })
          expect(stored(stage)).toEqual(truth(stage))
        },
        {
          seed: { users: 2, projects: 2, entries: 12, seed, from: '2026-02-01T00:00:00Z', to: '2026-08-20T00:00:00Z' },
          zone,
          shiftsWindows,
        },
        {
          list: pageSize,
          report: pageSize,
          settings: { entriesFrom, ...(reconcileEvery === undefined ? {} : { reconcileEvery }) },
        },
      ),
    ),
    { numRuns: 8 },
  ))

/** The window reaches back from the run before, which is at least as far as the settings say. */
function inWindow(entries: readonly PlainEntry[], { now }: Clock): readonly PlainEntry[] {
  const from = new Date(now - 35 * dayInMs).toISOString()
  const to = new Date(now + 26 * dayInMs).toISOString()
  return entries.filter((entry) => String(entry['start']) >= from && String(entry['start']) < to)
}

function apply({ server, clock }: Stage, happening: Change): void {
  const { world } = server
  switch (happening.type) {
    case 'add': {
      const userId = pick(server.truth.users(), happening.user)?.id ?? ''
      const start = ago(clock, happening.daysAgo)
      if (happening.isRunning) stopAll(server, userId, start)
      world.addEntry({ userId, start, ...(happening.isRunning ? { end: null } : {}) })
      return
    }
    case 'edit':
      return withEntry(server, happening.entry, ({ id }) =>
        world.editEntry(id, { description: `edited ${id}`, tagIds: null }),
      )
    case 'delete':
      return withEntry(server, happening.entry, ({ id }) => world.deleteEntry(id))
    case 'stop':
      return withEntry(server, happening.entry, ({ id, timeInterval }) =>
        world.editEntry(id, { end: later(timeInterval.start, ago(clock, 0)) }),
      )
    case 'move':
      return withEntry(server, happening.entry, ({ id }) => world.moveEntry(id, ago(clock, happening.daysAgo)))
    default:
      happening satisfies never
  }
}

/** Nobody has two timers. */
function stopAll({ truth, world }: Clockify, userId: string, end: string): void {
  for (const { id, timeInterval } of truth.timeEntries({ userId })) {
    if (timeInterval.end === null) world.stopTimer(id, later(timeInterval.start, end))
  }
}

/** Nothing ends before it starts. */
function later(start: string, end: string): string {
  return start > end ? start : end
}

function withEntry({ truth }: Clockify, index: number, act: (entry: TimeEntry) => unknown): void {
  const entry = pick(truth.timeEntries(), index)
  if (entry !== undefined) act(entry)
}

function pick<Value>(values: readonly Value[], index: number): Value | undefined {
  return values[index % Math.max(1, values.length)]
}
