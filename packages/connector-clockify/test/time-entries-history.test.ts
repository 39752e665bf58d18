import { describe, expect, test } from 'vitest'
import { plainEntries } from './support/entry-copy.ts'
import { ago, stored, truth, withStage } from './support/entry-stage.ts'

describe('the first load', () => {
  test.each(['incremental', 'full'] as const)('brings everything, in mode %s', (mode) =>
    withStage(async (stage) => {
      await stage.copy.run({ mode })
      expect(stage.copy.entries()).toHaveLength(60)
      expect(stored(stage)).toEqual(truth(stage))
    }),
  )

  test.each([1, 2, 3, 7, 20])('brings everything in pages of %i', (list) =>
    withStage(
      async (stage) => {
        await stage.copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      {},
      { list },
    ),
  )

  test('has the samples: null tags, values of several types, no project', async () =>
    withStage(
      async (stage) => {
        await stage.copy.run()
        expect(stage.copy.entries()).toEqual(plainEntries(stage.server.truth.timeEntries({ isOfMembers: true })))
        const values = stage.copy.destination.table('time_entries__customfieldvalues')
        expect(values.map(({ value }) => value)).toContain('["London"]')
      },
      { seed: 'samples' },
    ))

  test('keeps every type of custom-field value in one column of text', () =>
    withStage(async (stage) => {
      const values = ['ABC', 12.5, true, ['London', 'Rome'], null]
      const [entry] = stage.server.truth.timeEntries()
      stage.server.world.editEntry(entry?.id ?? '', {
        customFieldValues: values.map((value, index) => ({
          customFieldId: `f${index}`,
          name: 'Field',
          type: 'TXT',
          value,
        })),
      })
      await stage.copy.run()
      const rows = stage.copy.destination
        .table('time_entries__customfieldvalues')
        .filter(({ timeentry_id: id }) => id === entry?.id)
        .toSorted((a, b) => (String(a['customfieldid']) < String(b['customfieldid']) ? -1 : 1))
      expect(rows.map(({ value }) => value ?? null)).toEqual(['ABC', '12.5', 'true', '["London","Rome"]', null])
    }))

  test('derives how long an entry took, and when it was made', () =>
    withStage(async ({ server, copy, clock }) => {
      const entry = server.world.addEntry({ start: ago(clock, 2), end: ago(clock, 1) })
      const running = server.world.startTimer()
      await copy.run()
      const rows = copy.destination.table('time_entries')
      const find = (id: string): unknown => rows.find((row) => row['id'] === id)
      expect(find(entry.id)).toMatchObject({ duration_seconds: 86_400, created_at: '2026-08-20T12:00:00Z' })
      expect(find(running.id)).toMatchObject({ duration_seconds: null, timeinterval_end: null })
    }))

  test('has entries of the future, and from before the workspace was made', () =>
    withStage(async (stage) => {
      const { server, clock } = stage
      server.world.addEntry({ start: ago(clock, -200) })
      server.world.addEntry({ start: '1999-12-31T23:00:00Z' })
      await stage.copy.run()
      expect(stage.copy.entries()).toHaveLength(62)
      expect(stored(stage)).toEqual(truth(stage))
    }))

  test('goes further back when since does', () =>
    withStage(async (stage) => {
      await stage.copy.run({ settings: { since: '2026-08-01' } })
      expect(stored(stage).length).toBeLessThan(truth(stage).length)
      await stage.copy.run({ settings: { since: '2026-07-01' } })
      await stage.copy.run()
      expect(stored(stage)).toEqual(truth(stage))
      stage.server.requests.clear()
      await stage.copy.run()
      expect(stage.server.requests.count({ path: /time-entries$/ })).toBe(stage.server.truth.users().length)
    }))

  test('does not have what begins before since', () =>
    withStage(
      async (stage) => {
        await stage.copy.run()
        const since = { from: '2026-07-01T10:00:00Z' }
        expect(stage.copy.entries()).toEqual(plainEntries(stage.server.truth.timeEntries(since)))
      },
      {},
      { settings: { since: '2026-07-01T10:00:00Z' } },
    ))
})
