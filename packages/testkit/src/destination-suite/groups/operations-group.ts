import type { DeletionPolicy } from '@millrace/core/plugin'
import { filteredOut, gone, seen } from '../key-operation.ts'
import { countsOf, families, people, tableCountsOf } from '../samples.ts'
import type { Suite } from '../suite.ts'

/** Rows that name a key and have no data. */
export function operationsGroup({ expect, group, test }: Suite): void {
  group('operations', () => {
    test('what the source says is gone is deleted, children and grandchildren included', async (bed) => {
      const family = (id: number): { [name: string]: never } | object => ({
        id,
        name: 'Byron',
        pets: [{ name: 'Boatswain', toys: [{ label: 'bone' }, { label: 'ball' }] }],
      })
      await bed.load(families, [{ ...family(1) }, { ...family(2) }])
      const outcome = await bed.load(families, [gone({ id: 1 }), gone({ id: 99 })])
      expect(countsOf(outcome)).toEqual({ deletedBySource: 1, deleted: 1 })
      expect(['', 'pets', 'pets.toys'].map((path) => tableCountsOf(outcome, path))).toEqual([
        { deleted: 1 },
        { deleted: 1 },
        { deleted: 2 },
      ])
      expect(await bed.records(families)).toEqual([{ ...family(2) }])
      expect(await bed.rows('families_pets')).toHaveLength(1)
      expect(await bed.rows('families_pets_toys')).toHaveLength(2)
    })

    test('a deletion and records of one key in one publish: what comes after the last deletion counts', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'stored' },
        { id: 2, name: 'stored' },
        { id: 3, name: 'stored' },
      ])
      await bed.load(people, [
        { id: 1, name: 'before' },
        gone({ id: 1 }),
        gone({ id: 2 }),
        { id: 2, name: 'after' },
        { id: 3, name: 'before' },
        gone({ id: 3 }),
        { id: 3, name: 'between' },
        gone({ id: 3 }),
        { id: 3, name: 'after' },
        { id: 4, name: 'before' },
        gone({ id: 4 }),
      ])
      expect(await bed.records(people)).toEqual([
        { id: 2, name: 'after' },
        { id: 3, name: 'after' },
      ])
    })

    test('a record that comes back after its deletion is inserted', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await bed.load(people, [gone({ id: 1 })])
      expect(countsOf(await bed.load(people, [{ id: 1, name: 'Ada' }]))).toEqual({ inserted: 1 })
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })

    test('a filtered record whose key is stored is deleted, any other is nothing', async (bed) => {
      await bed.load(families, [{ id: 1, name: 'Byron', pets: [{ name: 'Boatswain' }] }])
      const outcome = await bed.load(families, [filteredOut({ id: 1 }), filteredOut({ id: 2 })])
      expect(countsOf(outcome)).toEqual({ deletedByFilter: 1, deleted: 1 })
      expect(await bed.records(families)).toEqual([])
      expect(await bed.rows('families_pets')).toEqual([])
    })

    test('of a filtered record and one with data the later wins', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'stored' },
        { id: 2, name: 'stored' },
      ])
      const outcome = await bed.load(people, [
        { id: 1, name: 'before' },
        filteredOut({ id: 1 }),
        filteredOut({ id: 2 }),
        { id: 2, name: 'after' },
      ])
      expect(countsOf(outcome)).toEqual({ updated: 1, superseded: 1, deletedByFilter: 1, deleted: 1 })
      expect(await bed.records(people)).toEqual([{ id: 2, name: 'after' }])
    })

    test('a record that was only seen changes nothing, and competes with nothing', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'stored' },
        { id: 2, name: 'stored' },
      ])
      const outcome = await bed.load(people, [
        seen({ id: 1 }),
        { id: 2, name: 'new' },
        seen({ id: 2 }),
        seen({ id: 3 }),
      ])
      expect(countsOf(outcome)).toEqual({ updated: 1 })
      expect(await bed.records(people)).toEqual([
        { id: 1, name: 'stored' },
        { id: 2, name: 'new' },
      ])
    })

    for (const [name, operation] of [
      ['source', gone],
      ['filter', filteredOut],
    ] as const) {
      test(`mark: a deletion by ${name} leaves the root row with the time of its deletion`, async (bed) => {
        await bed.load(people, [
          { id: 1, name: 'Ada' },
          { id: 2, name: 'Bob' },
        ])
        const outcome = await bed.load(people, [operation({ id: 1 })], { deletions: 'mark' })
        expect([outcome.marked, outcome.deleted, outcome.kept]).toEqual([1, 0, 0])
        const marked = await bed.marked(people)
        expect(marked.map((row) => [row['id'], row['name']])).toEqual([[1, 'Ada']])
        expect(await bed.records(people)).toEqual([{ id: 2, name: 'Bob' }])
        const again = await bed.load(people, [operation({ id: 1 })], { deletions: 'mark' })
        expect(countsOf(again)).toEqual({})
        expect(await bed.marked(people)).toEqual(marked)
      })

      test(`keep: a deletion by ${name} changes nothing and is counted`, async (bed) => {
        await bed.load(people, [{ id: 1, name: 'Ada' }])
        const before = await bed.rows('people')
        const outcome = await bed.load(people, [operation({ id: 1 })], { deletions: 'keep' })
        expect([outcome.kept, outcome.deleted, outcome.marked]).toEqual([1, 0, 0])
        expect(await bed.rows('people')).toEqual(before)
      })
    }

    test('a marked row that comes back is live again, changed or not', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      await bed.load(people, [gone({ id: 1 }), gone({ id: 2 })], { deletions: 'mark' })
      const outcome = await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bill' },
      ])
      expect([outcome.inserted + outcome.updated, outcome.unchanged]).toEqual([2, 0])
      expect(await bed.marked(people)).toEqual([])
      expect(await bed.records(people)).toEqual([
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bill' },
      ])
    })

    test('the counts of deletions balance under every policy', async (bed) => {
      const policies: readonly DeletionPolicy[] = ['delete', 'mark', 'keep']
      for (const deletions of policies) {
        const stream = people.with({ table: `people_${deletions}` })
        await using run = await bed.open({ pipeline: deletions })
        await run.create(stream)
        await run.load(
          stream,
          [1, 2, 3, 4].map((id) => ({ id, name: 'Ada' })),
        )
        const outcome = await run.load(stream, [gone({ id: 1 }), filteredOut({ id: 2 }), gone({ id: 9 })], {
          deletions,
        })
        const asked = outcome.deletedBySource + outcome.deletedByFilter
        expect([asked, outcome.deleted + outcome.marked + outcome.kept]).toEqual([2, 2])
      }
    })
  })
}
