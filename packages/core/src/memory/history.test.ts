import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changeUsers, loadUsers, openRun } from '../../test/support/destination-run.ts'
import { liveRows, replayDelta } from '../../test/support/replay-delta.ts'
import { usersSchema } from '../../test/support/users-stream.ts'
import type { UserRow } from '../../test/support/users-stream.ts'
import { memoryDestination } from './memory-destination.ts'

const tagKey = ['user_id', '_index']

const id = fc.constantFrom('a', 'b', 'c')

const row: fc.Arbitrary<UserRow> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ id, age: fc.nat({ max: 2 }), tags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ id, operation: fc.constantFrom('deleteBySource', 'deleteByFilter', 'seen') }) },
)

const load = fc.record({ rows: fc.array(row, { maxLength: 5 }), deletions: fc.constantFrom('delete', 'mark', 'keep') })

it('holds what was loaded, whatever comes, and its history tells how it came there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(load, { maxLength: 8 }), async (loads) => {
      const destination = memoryDestination({ now: () => 0 })
      const session = await openRun(destination, 'r1')
      await changeUsers(session, usersSchema({ delta: 'history' }))
      const expected = new Map<string, UserRow>()
      for (const { rows, deletions } of loads) {
        const before = expected.size
        const outcome = await loadUsers(session, 'r1', rows, { stream: { deletions } })
        applyRows(expected, rows, deletions === 'keep')
        const live = liveRows(destination.table('users'), ['id'])
        const ids = new Set(destination.table('users').map(({ id }) => id))
        expect(new Map(live.map(({ id, age }) => [id, age]))).toEqual(
          new Map([...expected].map(([id, { age }]) => [id, age])),
        )
        expect(replayDelta(destination.table('history'), { key: ['id'] })).toEqual(live)
        const tags = liveRows(destination.table('users_tags'), tagKey)
        expect(replayDelta(destination.table('history_tags'), { key: tagKey })).toEqual(tags)
        expect(tags.filter((tag) => !ids.has(tag['user_id'] ?? ''))).toEqual([])
        for (const [id, { tags: wanted = [] }] of expected) {
          expect(tags.filter((tag) => tag['user_id'] === id).map(({ value }) => value)).toEqual(wanted)
        }
        const { inserted, updated, unchanged, superseded, deleted, marked, kept } = outcome
        const upserts = rows.filter(({ operation }) => operation === undefined).length
        expect(inserted + updated + unchanged + superseded).toBe(upserts)
        expect(outcome.deletedBySource + outcome.deletedByFilter).toBe(deleted + marked + kept)
        expect(before + inserted - deleted - marked).toBe(expected.size)
      }
    }),
  )
})

/** The rule in its simplest form: no cursors, so the last one wins. */
function applyRows(expected: Map<string, UserRow>, rows: readonly UserRow[], keepsDeleted: boolean): void {
  const last = new Map(rows.filter(({ operation }) => operation !== 'seen').map((row) => [row.id, row]))
  for (const [id, row] of last) {
    if (row.operation === undefined) expected.set(id, row)
    else if (!keepsDeleted) expected.delete(id)
  }
}
