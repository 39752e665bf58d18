import { gone } from '../key-operation.ts'
import { codeOf } from '../rejection.ts'
import { countsOf, families, people } from '../samples.ts'
import type { Suite } from '../suite.ts'

const records = [
  { id: 1, name: 'one', pets: [{ name: 'Rex', toys: [{ label: 'ball' }] }] },
  { id: 2, name: 'two' },
  { id: 1, name: 'one again', pets: [{ name: 'Max' }] },
]

/** What is read twice, because a crash came between commit and answer, is stored once. */
export function replayGroup({ expect, group, test, isOn }: Suite): void {
  group('replay', () => {
    test('the same records again change nothing', async (bed) => {
      const watched = isOn('deltas') ? families.with({ delta: 'families_history' }) : families
      await bed.load(watched, records, { savepoint: 1 })
      const before = await bed.snapshot(watched)
      expect(countsOf(await bed.load(watched, records))).toEqual({ unchanged: 2, superseded: 1 })
      expect((await bed.snapshot(watched)).rows).toEqual(before.rows)
    })

    test('the same batch staged twice in one attempt is stored once', async (bed) => {
      await using run = await bed.open()
      await run.create(families)
      const partition = await run.begin(families)
      await partition.stage(...records)
      await partition.stage(...records)
      await partition.publish()
      expect(await bed.records(families)).toEqual([
        { id: 1, name: 'one again', pets: [{ name: 'Max' }] },
        { id: 2, name: 'two' },
      ])
      expect(await bed.rows('families_pets')).toHaveLength(1)
    })

    test('the same deletions again meet nothing', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      expect(countsOf(await bed.load(people, [gone({ id: 1 })]))).toEqual({ deletedBySource: 1, deleted: 1 })
      expect(countsOf(await bed.load(people, [gone({ id: 1 })]))).toEqual({})
    })

    test('a publish that is repeated with its old sequence is refused', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      await partition.stage({ id: 1, name: 'Ada' })
      const plan = partition.plan({ savepoint: 'one' })
      await run.publish([plan])
      const before = await bed.snapshot(people)
      expect(await codeOf(run.publish([plan]))).toBe('commit_conflict')
      expect(await bed.snapshot(people)).toEqual(before)
    })

    test('what was published is not staged any more', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      await partition.stage({ id: 1, name: 'Ada' })
      await partition.publish({ hasEnded: false })
      expect(countsOf(await partition.publish())).toEqual({})
    })

    test('a batch that was staged again after a conflict is stored once', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const first = await run.begin(people)
      await first.stage({ id: 1, name: 'Ada' }, { id: 2, name: 'Bob' })
      const second = await run.begin(people)
      expect(await codeOf(first.publish({ savepoint: 1 }))).toBe('commit_conflict')
      await second.stage({ id: 1, name: 'Ada' }, { id: 2, name: 'Bob' })
      expect(countsOf(await second.publish({ savepoint: 1 }))).toEqual({ inserted: 2 })
    })
  })
}
