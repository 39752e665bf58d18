import { systemColumns } from '@millrace/core/plugin'
import { gone } from '../key-operation.ts'
import { countsOf, people, tableCountsOf } from '../samples.ts'
import type { Suite } from '../suite.ts'

/** Records meet the rows of their keys. */
export function mergeGroup({ expect, group, test }: Suite): void {
  group('merge', () => {
    test('new keys are inserted, changed ones updated, equal ones left', async (bed) => {
      const first = await bed.load(people, [
        { id: 1, name: 'Ada', age: 36 },
        { id: 2, name: 'Bob', age: 40 },
      ])
      expect(countsOf(first)).toEqual({ inserted: 2 })
      const second = await bed.load(people, [
        { id: 1, name: 'Ada', age: 36 },
        { id: 2, name: 'Bob', age: 41 },
        { id: 3, name: 'Cid', age: 20 },
      ])
      expect(countsOf(second)).toEqual({ inserted: 1, updated: 1, unchanged: 1 })
      expect(tableCountsOf(second, '')).toEqual({ inserted: 1, updated: 1 })
      expect(await bed.records(people)).toEqual([
        { id: 1, name: 'Ada', age: 36 },
        { id: 2, name: 'Bob', age: 41 },
        { id: 3, name: 'Cid', age: 20 },
      ])
    })

    test('rows that did not come stay', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await bed.load(people, [{ id: 2, name: 'Bob' }])
      expect(await bed.records(people)).toEqual([
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
    })

    test('an unchanged row keeps the run and time of its version, a changed one gets new ones', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      const before = new Map((await bed.rows('people')).map((row) => [row['id'], row]))
      await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bill' },
      ])
      const after = new Map((await bed.rows('people')).map((row) => [row['id'], row]))
      expect(after.get(1)).toEqual(before.get(1))
      expect(after.get(2)?.[systemColumns.run]).not.toEqual(before.get(2)?.[systemColumns.run])
      expect(after.get(2)?.[systemColumns.syncedAt]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/)
    })

    test('what a batch leaves out becomes NULL, as if NULL had been given', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada', age: 36 }])
      const absent = await bed.load(people, [{ id: 1, name: 'Ada' }])
      expect(countsOf(absent)).toEqual({ updated: 1 })
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
      const explicit = await bed.load(people, [
        { id: 1, name: 'Ada', age: null },
        { id: 2, name: null, age: 1 },
      ])
      expect(countsOf(explicit)).toEqual({ inserted: 1, unchanged: 1 })
    })

    test('of two records with one key in a batch the later wins', async (bed) => {
      const outcome = await bed.load(people, [
        { id: 1, name: 'first' },
        { id: 2, name: 'other' },
        { id: 1, name: 'second' },
        { id: 1, name: 'third' },
      ])
      expect(countsOf(outcome)).toEqual({ inserted: 2, superseded: 2 })
      expect(await bed.records(people)).toEqual([
        { id: 1, name: 'third' },
        { id: 2, name: 'other' },
      ])
    })

    test('of two records with one key in two batches the later wins', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'stored' }])
      await using run = await bed.open()
      const partition = await run.begin(people)
      await partition.stage({ id: 1, name: 'first' }, { id: 2, name: 'first' })
      await partition.stage({ id: 2, name: 'second' }, { id: 1, name: 'second' })
      const outcome = await partition.publish()
      expect(countsOf(outcome)).toEqual({ inserted: 1, updated: 1, superseded: 2 })
      expect(await bed.records(people)).toEqual([
        { id: 1, name: 'second' },
        { id: 2, name: 'second' },
      ])
    })

    test('a record that lost against an equal of the stored one changes nothing', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      const outcome = await bed.load(people, [
        { id: 1, name: 'Eve' },
        { id: 1, name: 'Ada' },
      ])
      expect(countsOf(outcome)).toEqual({ unchanged: 1, superseded: 1 })
    })

    test('the result does not depend on the size of the batches', async (bed) => {
      const entries = Array.from({ length: 60 }, (_, index) => ({ id: (index * 7) % 20, name: `version ${index}` }))
      const expected = [...new Map(entries.map((entry) => [entry.id, entry])).values()]
      for (const size of [1, 7, 1000]) {
        const sized = people.with({ table: `people_by_${size}` })
        await using run = await bed.open({ pipeline: `by ${size}` })
        await run.create(sized)
        const partition = await run.begin(sized)
        for (let start = 0; start < entries.length; start += size) {
          await partition.stage(...entries.slice(start, start + size))
        }
        const outcome = await partition.publish()
        expect(countsOf(outcome)).toEqual({ inserted: 20, superseded: 40 })
        expect(await bed.records(sized)).toEqual(expected.sort((left, right) => left.id - right.id))
      }
    })

    test('all rows of many batches arrive', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      for (let batch = 0; batch < 5; batch += 1) {
        await partition.stage(...Array.from({ length: 400 }, (_, row) => ({ id: batch * 400 + row, name: 'Ada' })))
      }
      expect(countsOf(await partition.publish())).toEqual({ inserted: 2000 })
      expect(await bed.rows('people')).toHaveLength(2000)
    })

    test('an attempt can publish again and again', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      for (const page of [1, 2, 3]) {
        await partition.stage({ id: page, name: `page ${page}` }, { id: 9, name: `page ${page}` })
        const outcome = await partition.publish({ savepoint: { page }, hasEnded: page === 3 })
        expect(outcome.inserted + outcome.updated).toBe(2)
      }
      expect((await bed.records(people)).map(({ name }) => name)).toEqual(['page 1', 'page 2', 'page 3', 'page 3'])
    })

    test('an empty publish changes nothing', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      expect(countsOf(await bed.load(people, []))).toEqual({})
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })

    test('rows of an older attempt are gone', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      await (
        await run.begin(people)
      ).stage({ id: 1, name: 'old attempt' }, { id: 2, name: 'old attempt' }, gone({ id: 3 }))
      const next = await run.begin(people)
      await next.stage({ id: 2, name: 'new attempt' })
      await next.publish()
      expect(await bed.records(people)).toEqual([{ id: 2, name: 'new attempt' }])
    })
  })
}
