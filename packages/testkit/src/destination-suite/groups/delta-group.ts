import { deltaColumns, systemColumns } from '@millrace/core/plugin'
import { changesOf, recordsAsOf } from '../history.ts'
import type { Change } from '../history.ts'
import { filteredOut, gone } from '../key-operation.ts'
import { refresh } from '../refresh.ts'
import { people, visits } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestBed } from '../test-bed.ts'

const watched = people.with({ delta: 'people_history' })
const watchedFamilies = people.with({
  delta: 'people_history',
  children: { pets: { columns: { name: 'text' }, delta: 'pets_history' } },
})
const watchedVisits = visits.with({ delta: 'visits_history', children: {} })

/** Operation and cells of the changes after a commit. */
async function since(bed: TestBed, sequence: number): Promise<readonly Pick<Change, 'operation' | 'cells'>[]> {
  const changes = await changesOf(bed, watched)
  return changes.filter((change) => change.sequence > sequence).map(({ operation, cells }) => ({ operation, cells }))
}

/** Delta tables: one row for each change of a row, with the whole row. */
export function deltaGroup({ expect, group, test }: Suite): void {
  const testDelta = (name: string, run: (bed: TestBed) => Promise<void>): void => test(name, run, ['deltas'])

  group('deltas', () => {
    testDelta(
      'inserts, updates and deletes are written with the whole row and the number of the commit',
      async (bed) => {
        await using run = await bed.open()
        await run.create(watched)
        const sequences: number[] = []
        for (const entries of [
          [
            { id: 1, name: 'Ada', age: 36 },
            { id: 2, name: 'Bob' },
          ],
          [
            { id: 1, name: 'Ada', age: 37 },
            { id: 2, name: 'Bob' },
          ],
          [gone({ id: 1 })],
        ]) {
          const partition = await run.begin(watched)
          await partition.stage(...entries)
          sequences.push((await run.publish([partition.plan()])).sequence)
        }
        const [first = 0, second = 0, third = 0] = sequences
        expect(await changesOf(bed, watched)).toEqual([
          { operation: 'insert', sequence: first, cells: { id: 1, name: 'Ada', age: 36 } },
          { operation: 'insert', sequence: first, cells: { id: 2, name: 'Bob' } },
          { operation: 'update', sequence: second, cells: { id: 1, name: 'Ada', age: 37 } },
          { operation: 'delete', sequence: third, cells: { id: 1, name: 'Ada', age: 37 } },
        ])
        expect([first < second, second < third]).toEqual([true, true])
      },
    )

    testDelta('a change names the run and the time of the version that it wrote', async (bed) => {
      await bed.load(watched, [{ id: 1, name: 'Ada' }])
      const [row] = await bed.rows('people')
      const [change] = await bed.deltaRows('people_history')
      expect(change?.[deltaColumns.run]).toEqual(row?.[systemColumns.run])
      expect(change?.[deltaColumns.at]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/)
    })

    testDelta('what did not change, or lost, leaves no trace', async (bed) => {
      await bed.load(watched, [{ id: 1, name: 'Ada' }])
      const before = await bed.deltaRows('people_history')
      await bed.load(watched, [
        { id: 1, name: 'lost' },
        { id: 1, name: 'Ada' },
        gone({ id: 9 }),
        { id: 8, name: 'lost' },
        gone({ id: 8 }),
      ])
      expect(await bed.deltaRows('people_history')).toEqual(before)
    })

    testDelta('switching it on writes the rows that stand as inserts', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      await using run = await bed.open()
      await run.create(watched)
      await run.load(watched, [])
      const seeded = await changesOf(bed, watched)
      expect(seeded.map(({ operation, cells }) => ({ operation, cells }))).toEqual([
        { operation: 'insert', cells: { id: 1, name: 'Ada' } },
        { operation: 'insert', cells: { id: 2, name: 'Bob' } },
      ])
      const { sequence } = await run.publish([])
      expect(seeded.every((change) => change.sequence < sequence)).toBe(true)
      await run.load(watched, [{ id: 2, name: 'Bill' }])
      expect(await since(bed, sequence)).toEqual([{ operation: 'update', cells: { id: 2, name: 'Bill' } }])
    })

    testDelta('the first commit after switching it on can be rebuilt, whatever it changes', async (bed) => {
      const unwatched = people.with({ children: { pets: { columns: { name: 'text' } } } })
      await bed.load(
        unwatched,
        [1, 2].map((id) => ({ id, name: 'old', pets: [{ name: 'old' }] })),
      )
      await using run = await bed.open()
      await run.create(watchedFamilies)
      const partition = await run.begin(watchedFamilies)
      await partition.stage({ id: 1, name: 'new', pets: [] }, gone({ id: 2 }), { id: 3 })
      const { sequence } = await run.publish([partition.plan()])
      const stored = await bed.records(watchedFamilies)
      expect(stored).toEqual([{ id: 1, name: 'new' }, { id: 3 }])
      expect(await recordsAsOf(bed, watchedFamilies, sequence)).toEqual(stored)
    })

    testDelta('rows that are marked are not live: switching it on leaves them out', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      await bed.load(people, [gone({ id: 1 })], { deletions: 'mark' })
      await bed.load(watched, [])
      expect((await changesOf(bed, watched)).map(({ cells }) => cells['id'])).toEqual([2])
    })

    testDelta('switched off, nothing more is written, and the table goes on', async (bed) => {
      await bed.load(watched, [{ id: 1, name: 'Ada' }])
      const outcome = await bed.load(people, [{ id: 1, name: 'Eve' }])
      expect(outcome.updated).toBe(1)
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Eve' }])
    })

    testDelta('a new name keeps the history', async (bed) => {
      await bed.load(watched, [{ id: 1, name: 'Ada' }])
      const renamed = people.with({ delta: 'people_changes' })
      await bed.load(renamed, [{ id: 1, name: 'Eve' }])
      const changes = (await changesOf(bed, renamed)).map(({ operation, cells }) => [operation, cells['name']])
      expect(changes).toEqual([
        ['insert', 'Ada'],
        ['update', 'Eve'],
      ])
    })

    testDelta('a mark is a delete, a return an insert', async (bed) => {
      await bed.load(watched, [{ id: 1, name: 'Ada' }])
      await bed.load(watched, [gone({ id: 1 })], { deletions: 'mark' })
      await bed.load(watched, [filteredOut({ id: 1 })], { deletions: 'mark' })
      await bed.load(watched, [{ id: 1, name: 'Ada' }])
      const changes = (await changesOf(bed, watched)).map(({ operation, cells }) => [operation, cells['name']])
      expect(changes).toEqual([
        ['insert', 'Ada'],
        ['delete', 'Ada'],
        ['insert', 'Ada'],
      ])
    })

    testDelta('what the policy keeps is no change', async (bed) => {
      await bed.load(watched, [{ id: 1, name: 'Ada' }])
      await bed.load(watched, [gone({ id: 1 })], { deletions: 'keep' })
      expect(await changesOf(bed, watched)).toHaveLength(1)
    })

    testDelta('children have a history of their own', async (bed) => {
      await bed.load(watchedFamilies, [{ id: 1, name: 'Ada', pets: [{ name: 'Rex' }, { name: 'Tom' }] }])
      await bed.load(watchedFamilies, [{ id: 1, name: 'Ada', pets: [{ name: 'Max' }] }])
      await bed.load(watchedFamilies, [gone({ id: 1 })])
      const changes = await changesOf(bed, watchedFamilies, 'pets')
      expect(changes.map(({ operation, cells }) => [operation, cells['_index'], cells['name']])).toEqual([
        ['insert', 0, 'Rex'],
        ['insert', 1, 'Tom'],
        ['update', 0, 'Max'],
        ['delete', 1, 'Tom'],
        ['delete', 0, 'Max'],
      ])
    })

    testDelta('missing rows are deletes', async (bed) => {
      await bed.load(watched, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      await using run = await bed.open()
      const { sequence } = await run.publish([])
      await refresh(run, watched, [{ id: 2, name: 'Bill' }])
      expect(await since(bed, sequence)).toEqual([
        { operation: 'delete', cells: { id: 1, name: 'Ada' } },
        { operation: 'update', cells: { id: 2, name: 'Bill' } },
      ])
    })

    testDelta('a replace without keys deletes all and inserts all', async (bed) => {
      await bed.load(watchedVisits, [{ page: '/' }, { page: '/about' }])
      await bed.load(watchedVisits, [{ page: '/' }], { how: 'replace' })
      const changes = (await changesOf(bed, watchedVisits)).map(({ operation, cells }) => [operation, cells['page']])
      expect(changes.slice(0, 2).map(([operation]) => operation)).toEqual(['insert', 'insert'])
      const replaced = changes.slice(2).map((change) => change.join(' '))
      expect([...replaced].sort()).toEqual(['delete /', 'delete /about', 'insert /'])
    })
  })
}
