import { filteredOut, gone, seen } from '../key-operation.ts'
import { refresh } from '../refresh.ts'
import { countsOf, families, orders, people, tableCountsOf } from '../samples.ts'
import type { Suite } from '../suite.ts'

/** A full refresh by diff: afterwards the tables equal the source, and only what differs was written. */
export function fullGroup({ expect, group, test }: Suite): void {
  group('full refresh', () => {
    test('rows are inserted, updated, deleted or left, in one publish', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'same' },
        { id: 2, name: 'old' },
        { id: 3, name: 'gone' },
      ])
      const before = await bed.rows('people')
      await using run = await bed.open()
      const outcome = await refresh(run, people, [
        { id: 1, name: 'same' },
        { id: 2, name: 'new' },
        { id: 4, name: 'added' },
      ])
      expect(countsOf(outcome)).toEqual({ inserted: 1, updated: 1, unchanged: 1, deleted: 1 })
      expect(await bed.records(people)).toEqual([
        { id: 1, name: 'same' },
        { id: 2, name: 'new' },
        { id: 4, name: 'added' },
      ])
      const untouched = (await bed.rows('people')).filter(({ id }) => id === 1)
      expect(untouched).toEqual(before.filter(({ id }) => id === 1))
    })

    test('the same source again changes nothing at all', async (bed) => {
      const records = [{ id: 1, name: 'Byron', pets: [{ name: 'Boatswain', toys: [{ label: 'bone' }] }] }, { id: 2 }]
      await using run = await bed.open()
      await run.create(families)
      await refresh(run, families, records)
      const before = await bed.snapshot(families)
      expect(countsOf(await refresh(run, families, records))).toEqual({ unchanged: 2 })
      expect((await bed.snapshot(families)).rows).toEqual(before.rows)
    })

    test('missing records take their children along', async (bed) => {
      const pets = [{ name: 'Boatswain', toys: [{ label: 'bone' }] }]
      await bed.load(families, [
        { id: 1, pets },
        { id: 2, pets },
      ])
      await using run = await bed.open()
      const outcome = await refresh(run, families, [{ id: 2, pets }])
      expect(['', 'pets', 'pets.toys'].map((path) => tableCountsOf(outcome, path))).toEqual([
        { deleted: 1 },
        { deleted: 1 },
        { deleted: 1 },
      ])
      expect(await bed.records(families)).toEqual([{ id: 2, pets }])
      expect(await bed.rows('families_pets_toys')).toHaveLength(1)
    })

    test('an empty source empties the tables, if its deletions are applied', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await using run = await bed.open()
      expect(countsOf(await refresh(run, people, [], { appliesMissing: false }))).toEqual({})
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
      expect(countsOf(await refresh(run, people, []))).toEqual({ deleted: 1 })
      expect(await bed.records(people)).toEqual([])
    })

    test('of one key read twice the higher cursor wins, whatever is stored', async (bed) => {
      await bed.load(orders, [{ id: 1, version: 9, state: 'stored' }])
      await using run = await bed.open()
      const outcome = await refresh(run, orders, [
        { id: 1, version: 2, state: 'two' },
        { id: 1, version: 1, state: 'one' },
      ])
      expect(countsOf(outcome)).toEqual({ updated: 1, superseded: 1 })
      expect(await bed.records(orders)).toEqual([{ id: 1, version: 2, state: 'two' }])
    })

    test('deleted, filtered and seen keys count in a generation too', async (bed) => {
      await bed.load(
        people,
        [1, 2, 3, 4].map((id) => ({ id, name: 'stored' })),
      )
      await using run = await bed.open()
      const outcome = await refresh(run, people, [
        gone({ id: 1 }),
        filteredOut({ id: 2 }),
        seen({ id: 3 }),
        { id: 5, name: 'new' },
      ])
      expect(countsOf(outcome)).toEqual({ inserted: 1, deletedBySource: 1, deletedByFilter: 1, deleted: 3 })
      expect(await bed.records(people)).toEqual([
        { id: 3, name: 'stored' },
        { id: 5, name: 'new' },
      ])
    })

    test('missing rows are marked where that is the policy, and come back with their record', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      await using run = await bed.open()
      const outcome = await refresh(run, people, [{ id: 2, name: 'Bob' }], { deletions: 'mark' })
      expect(countsOf(outcome)).toEqual({ unchanged: 1, marked: 1 })
      expect((await bed.marked(people)).map((row) => row['id'])).toEqual([1])
      const records = [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ]
      await refresh(run, people, records, { deletions: 'mark' })
      expect(await bed.marked(people)).toEqual([])
      expect(await bed.records(people)).toEqual(records)
    })
  })
}
