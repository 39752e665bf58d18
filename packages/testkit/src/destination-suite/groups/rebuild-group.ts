import { codeOf } from '../rejection.ts'
import { people } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { inTextOrder } from '../text-order.ts'
import { streamPlan } from '../stream-plan.ts'
import type { TestRun } from '../test-run.ts'
import type { TestStream } from '../test-stream.ts'

/** A shape that cannot be reached by adding and widening. */
const rebuilt = people.with({ columns: { name: 'text', age: 'text', city: 'text' } })

/** A rebuild: a generation with tables of its own, which replace the published ones. */
export function rebuildGroup({ expect, group, test }: Suite): void {
  group('rebuild', () => {
    test('the new tables replace the old ones at publish, and not before', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada', age: 36 },
        { id: 2, name: 'Bob', age: 40 },
      ])
      const before = (await bed.snapshot(people)).rows
      await using run = await bed.open()
      const publish = await stageRebuild(run, rebuilt)
      expect((await bed.snapshot(people)).rows).toEqual(before)
      expect((await run.read(people)).schema.version).toBe(1)
      await publish()
      expect(await bed.records(rebuilt)).toEqual([
        { id: 1, name: 'Ada', age: '36', city: 'Rome' },
        { id: 3, name: 'Cid', age: 'unknown' },
      ])
      const state = await run.read(people)
      expect(state.schema.tables).toEqual(rebuilt.schema.tables)
      expect(state.generation).toBe(undefined)
      expect(await bed.tableNames()).toEqual(['people'])
    })

    test('a rebuild begins without tables, and is seen in the state of the stream', async (bed) => {
      await bed.load(people, [])
      await using run = await bed.open()
      const generation = await run.beginGeneration(people, { isRebuild: true })
      expect(generation.rebuild?.tables).toEqual([])
      await run.change(rebuilt, { isRebuild: true, expectedVersion: generation.rebuild?.version ?? 0 })
      const state = await run.read(people)
      expect(state.generation?.rebuild?.tables).toEqual(rebuilt.schema.tables)
      expect(state.schema.tables).toEqual(people.schema.tables)
    })

    test('a discarded rebuild leaves everything as it was', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada', age: 36 }], { savepoint: 'before' })
      await using run = await bed.open()
      const before = await bed.snapshot(people)
      await stageRebuild(run, rebuilt)
      await run.session.discardGeneration({ stream: 'people', signal: run.signal })
      expect(await bed.snapshot(people)).toEqual(before)
      await run.load(people, [{ id: 1, name: 'Ada', age: 37 }])
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada', age: 37 }])
    })

    test('the tables go on after a rebuild', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada', age: 36 }])
      {
        await using run = await bed.open()
        await (
          await stageRebuild(run, rebuilt)
        )()
      }
      const outcome = await bed.load(rebuilt, [
        { id: 1, name: 'Ada', age: '36', city: 'Rome' },
        { id: 3, name: 'Cid', age: '20' },
        { id: 4, name: 'Dan' },
      ])
      expect([outcome.inserted, outcome.updated, outcome.unchanged]).toEqual([1, 1, 1])
    })

    test('a rebuild may take other names; the old tables go', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada', age: 36 }])
      await using run = await bed.open()
      await (
        await stageRebuild(run, rebuilt.with({ table: 'persons' }))
      )()
      expect(inTextOrder((await bed.rows('persons')).map((row) => row['id']))).toEqual([1, 3])
      expect(await bed.tableNames()).toEqual(['persons'])
      expect((await run.read(people)).schema.tables[0]?.name).toBe('persons')
    })

    test('where a rebuild has another key every stored row is missing, and goes', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada', age: 36 },
        { id: 2, name: 'Bob', age: 40 },
      ])
      await using run = await bed.open()
      const publish = await stageRebuild(run, people.with({ key: { name: 'text' }, columns: { age: 'text' } }))
      expect(await run.findMissing(people, { partitions: [''] })).toEqual({ missing: 2, stored: 2 })
      await publish()
      expect(inTextOrder((await bed.rows('people')).map((row) => row['name']))).toEqual(['Ada', 'Cid'])
    })

    test('a failing publish of a rebuild changes nothing', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada', age: 36 }])
      await using run = await bed.open()
      const publish = await stageRebuild(run, rebuilt)
      const before = await bed.snapshot(people)
      expect(await codeOf(publish(new Error('no record')))).toBe('Error: no record')
      expect(await bed.snapshot(people)).toEqual(before)
      await publish()
      expect(await bed.records(rebuilt)).toHaveLength(2)
    })
  })
}

/** Stages a rebuild with two records; answers how to publish it. */
async function stageRebuild(run: TestRun, stream: TestStream): Promise<(error?: Error) => Promise<unknown>> {
  const generation = await run.beginGeneration(stream, { isRebuild: true })
  const answer = await run.change(stream, { isRebuild: true, expectedVersion: generation.rebuild?.version ?? 0 })
  if (answer.type !== 'changed') throw new Error(`the tables of the rebuild were not made: ${answer.type}`)
  const partition = await run.begin(stream, '', generation)
  await partition.stage({ id: 1, name: 'Ada', age: '36', city: 'Rome' }, { id: 3, name: 'Cid', age: 'unknown' })
  await partition.stageDurably({ isDone: true })
  return (error) =>
    run.publish([streamPlan(stream, { generation: generation.id, comparesCursor: false })], () => {
      if (error !== undefined) throw error
      return run.record()
    })
}
