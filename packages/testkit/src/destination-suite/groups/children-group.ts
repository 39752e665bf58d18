import { systemColumns } from '@millrace/core/plugin'
import { countsOf, families, tableCountsOf } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestRecord } from '../table-batches.ts'
import { testStream } from '../test-stream.ts'

const family = (id: number, ...pets: readonly TestRecord[]): TestRecord => ({
  id,
  name: `family ${id}`,
  ...(pets.length === 0 ? {} : { pets }),
})
const pet = (name: string, ...toys: readonly string[]): TestRecord => ({
  name,
  ...(toys.length === 0 ? {} : { toys: toys.map((label) => ({ label })) }),
})

/** Child rows belong to the version of their record: they change with it and go with it. */
export function childrenGroup({ expect, group, test }: Suite): void {
  group('children', () => {
    test('children and grandchildren are stored under their parents, in their order', async (bed) => {
      const records = [
        family(1, pet('Rex', 'ball', 'bone'), pet('Tom'), pet('Kit', 'mouse')),
        family(2),
        family(3, pet('Rex')),
      ]
      const outcome = await bed.load(families, records)
      expect(countsOf(outcome)).toEqual({ inserted: 3 })
      expect(['', 'pets', 'pets.toys'].map((path) => tableCountsOf(outcome, path).inserted)).toEqual([3, 4, 3])
      expect(await bed.records(families)).toEqual(records)
    })

    test('a record brings all its children: fewer, more, none', async (bed) => {
      await bed.load(families, [
        family(1, pet('a', 'x'), pet('b'), pet('c', 'y', 'z')),
        family(2, pet('d')),
        family(3, pet('e', 'w')),
        family(4, pet('stays', 'v')),
      ])
      const changed = [family(1, pet('a', 'x')), family(2, pet('d'), pet('f', 'u')), family(3)]
      const outcome = await bed.load(families, changed)
      expect(countsOf(outcome)).toEqual({ updated: 3 })
      expect(tableCountsOf(outcome, 'pets')).toEqual({ inserted: 1, deleted: 3 })
      expect(tableCountsOf(outcome, 'pets.toys')).toEqual({ inserted: 1, deleted: 3 })
      expect(await bed.records(families)).toEqual([...changed, family(4, pet('stays', 'v'))])
    })

    test('a change in a child or grandchild alone makes the record updated', async (bed) => {
      await bed.load(families, [family(1, pet('Rex', 'ball')), family(2, pet('Tom', 'mouse')), family(3, pet('Kit'))])
      const changed = [family(1, pet('Max', 'ball')), family(2, pet('Tom', 'string')), family(3, pet('Kit'))]
      const outcome = await bed.load(families, changed)
      expect(countsOf(outcome)).toEqual({ updated: 2, unchanged: 1 })
      expect(tableCountsOf(outcome, 'pets')).toEqual({ updated: 1 })
      expect(tableCountsOf(outcome, 'pets.toys')).toEqual({ updated: 1 })
      expect(await bed.records(families)).toEqual(changed)
    })

    test('a child that is NULL in all its columns is still a child', async (bed) => {
      const record = family(1, {}, pet('Rex'), {})
      await bed.load(families, [record])
      expect(await bed.records(families)).toEqual([record])
      expect(countsOf(await bed.load(families, [family(1, {}, pet('Rex'))]))).toEqual({ updated: 1 })
      expect(await bed.records(families)).toEqual([family(1, {}, pet('Rex'))])
    })

    test('equal children are left as they are', async (bed) => {
      const records = [family(1, pet('Rex', 'ball', 'ball'), pet('Rex', 'ball')), family(2)]
      await bed.load(families, records)
      const before = await bed.snapshot(families)
      expect(countsOf(await bed.load(families, records))).toEqual({ unchanged: 2 })
      expect((await bed.snapshot(families)).rows).toEqual(before.rows)
    })

    test('of two records with one key only the children of the winner are stored', async (bed) => {
      await using run = await bed.open()
      await run.create(families)
      const partition = await run.begin(families)
      await partition.stage(family(1, pet('lost', 'lost'), pet('lost')), family(2, pet('kept')))
      await partition.stage(family(1, pet('won')))
      await partition.publish()
      expect(await bed.records(families)).toEqual([family(1, pet('won')), family(2, pet('kept'))])
    })

    test('swapped elements change places', async (bed) => {
      await bed.load(families, [family(1, pet('a', 'x'), pet('b', 'y'))])
      await bed.load(families, [family(1, pet('b', 'y'), pet('a', 'x'))])
      expect(await bed.records(families)).toEqual([family(1, pet('b', 'y'), pet('a', 'x'))])
    })

    test('elements with a key of their own are followed by it', async (bed) => {
      const teams = testStream('teams', {
        key: { id: 'integer' },
        columns: {},
        children: { members: { columns: { person: 'text', role: 'text' }, elementKey: ['person'] } },
      })
      await bed.load(teams, [
        {
          id: 1,
          members: [
            { person: 'a', role: 'x' },
            { person: 'b', role: 'y' },
          ],
        },
      ])
      const next = {
        id: 1,
        members: [
          { person: 'a', role: 'x' },
          { person: 'b', role: 'z' },
          { person: 'c', role: 'w' },
        ],
      }
      const outcome = await bed.load(teams, [next])
      expect(tableCountsOf(outcome, 'members')).toEqual({ inserted: 1, updated: 1 })
      expect(await bed.records(teams)).toEqual([next])
    })

    test('a thousand children of one record arrive, and go', async (bed) => {
      const pets = Array.from({ length: 1000 }, (_, index) => pet(`pet ${index}`))
      await bed.load(families, [family(1, ...pets)])
      expect(await bed.records(families)).toEqual([family(1, ...pets)])
      await bed.load(families, [family(1, ...pets.slice(0, 1))])
      const indexes = (await bed.rows('families_pets')).map((row) => row[systemColumns.index])
      expect(indexes).toEqual([0])
    })
  })
}
