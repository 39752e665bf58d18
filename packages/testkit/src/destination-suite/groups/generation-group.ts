import { codeOf, notRefused } from '../rejection.ts'
import { countsOf, families, stations } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { streamPlan } from '../stream-plan.ts'
import { testReject } from '../test-reject.ts'
import { inTextOrder } from '../text-order.ts'

/** A full refresh that is staged partition by partition, over several runs, and published at once. */
export function generationGroup({ expect, group, test }: Suite): void {
  group('generations', () => {
    test('a generation says what it was begun with, and how far its partitions are', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const generation = await run.beginGeneration(stations, { partitions: ['north', 'south'] })
      const nothing = { sequence: 0, savepoint: undefined, isDone: false, records: 0, suspendsDeletions: false }
      expect([generation.stream, generation.startBound, generation.definition, generation.rebuild]).toEqual([
        'stations',
        '2026-01-01T00:00:00.000Z',
        { key: 'as in the test' },
        undefined,
      ])
      expect(inTextOrder(generation.partitions)).toEqual([
        { partition: 'north', ...nothing },
        { partition: 'south', ...nothing },
      ])
      expect((await run.read(stations)).generation).toEqual(generation)

      const north = await run.begin(stations, 'north', generation)
      await north.stage({ id: 1, name: 'one' }, { id: 2, name: 'two' })
      await north.stageDurably({ savepoint: { page: 2 }, suspendsDeletions: true })
      await north.stage({ id: 3, name: 'three' })
      await north.stageDurably({ savepoint: { page: 3 }, isDone: true })
      const after = (await run.read(stations)).generation?.partitions.map(({ sequence, ...partition }) => ({
        ...partition,
        isBegun: sequence > 0,
      }))
      expect(inTextOrder(after ?? [])).toEqual(
        inTextOrder([
          {
            partition: 'north',
            savepoint: { page: 3 },
            isDone: true,
            records: 3,
            suspendsDeletions: true,
            isBegun: true,
          },
          {
            partition: 'south',
            savepoint: undefined,
            isDone: false,
            records: 0,
            suspendsDeletions: false,
            isBegun: false,
          },
        ]),
      )
    })

    test('nothing staged is seen before the publish, and then all at once', async (bed) => {
      await bed.load(stations, [{ id: 1, name: 'old' }])
      const before = (await bed.snapshot(stations)).rows
      await using run = await bed.open()
      const generation = await run.beginGeneration(stations, { partitions: ['north', 'south'] })
      for (const [index, name] of ['north', 'south'].entries()) {
        const partition = await run.begin(stations, name, generation)
        await partition.stage({ id: index + 1, name })
        await partition.stageDurably({ isDone: true })
        expect((await bed.snapshot(stations)).rows).toEqual(before)
      }
      await run.publish([streamPlan(stations, { generation: generation.id, comparesCursor: false })])
      expect(await bed.records(stations)).toEqual([
        { id: 1, name: 'north' },
        { id: 2, name: 'south' },
      ])
      expect((await run.read(stations)).generation).toBe(undefined)
    })

    test('another run goes on from the last durable staging, not from what came after it', async (bed) => {
      {
        await using run = await bed.open()
        await run.create(families)
        const generation = await run.beginGeneration(families)
        const partition = await run.begin(families, '', generation)
        await partition.stage({ id: 1, name: 'one' }, { id: 2, name: 'two', pets: [{ name: 'kept' }] })
        await partition.stageDurably({ savepoint: { page: 1 } })
        await partition.stage({ id: 2, name: 'lost', pets: [{ name: 'lost' }] }, { id: 3, name: 'lost' })
      }
      await using run = await bed.open()
      const { generation } = await run.read(families)
      const partition = await run.begin(families, '', generation)
      expect(partition.attempt.savepoint).toEqual({ version: 1, value: { page: 1 } })
      expect(partition.attempt.sequence).toBe(generation?.partitions[0]?.sequence)
      expect(partition.attempt.nextOrdinal).toBeGreaterThanOrEqual(2)
      await partition.stage({ id: 1, name: 'one again' })
      await partition.stageDurably({ savepoint: { page: 2 }, isDone: true })
      const plan = streamPlan(families, { generation: generation?.id, comparesCursor: false })
      expect(countsOf(await run.publishOne(families, plan))).toEqual({ inserted: 2, superseded: 1 })
      expect(await bed.records(families)).toEqual([
        { id: 1, name: 'one again' },
        { id: 2, name: 'two', pets: [{ name: 'kept' }] },
      ])
    })

    test('a staging without rows leaves what an earlier run made durable', async (bed) => {
      {
        await using run = await bed.open()
        await run.create(families)
        const partition = await run.begin(families, '', await run.beginGeneration(families))
        await partition.stage({ id: 1, name: 'one' }, { id: 2, name: 'two', pets: [{ name: 'kept' }] })
        await partition.stageDurably({ savepoint: { page: 1 } })
      }
      {
        await using run = await bed.open()
        const { generation } = await run.read(families)
        const partition = await run.begin(families, '', generation)
        await partition.stageDurably({ savepoint: { page: 2 } })
      }
      await using run = await bed.open()
      const { generation } = await run.read(families)
      const partition = await run.begin(families, '', generation)
      expect(partition.attempt.savepoint).toEqual({ version: 1, value: { page: 2 } })
      await partition.stageDurably({ savepoint: { page: 3 }, isDone: true })
      const plan = streamPlan(families, { generation: generation?.id, comparesCursor: false })
      expect(countsOf(await run.publishOne(families, plan))).toEqual({ inserted: 2 })
      expect(await bed.records(families)).toEqual([
        { id: 1, name: 'one' },
        { id: 2, name: 'two', pets: [{ name: 'kept' }] },
      ])
    })

    test(
      'what was staged durably survives a crash, the rest does not',
      async (bed) => {
        const run = await bed.open()
        await run.create(stations)
        const begun = await run.beginGeneration(stations, { partitions: ['north', 'south'] })
        const north = await run.begin(stations, 'north', begun)
        await north.stage({ id: 1, name: 'durable' })
        await north.stageDurably({ isDone: true, savepoint: 'north 1' })
        await (await run.begin(stations, 'south', begun)).stage({ id: 2, name: 'lost' })
        await bed.expireLeases()
        await bed.reopen()
        await using next = await bed.open()
        const { generation } = await next.read(stations)
        expect(generation?.partitions.map(({ isDone }) => isDone)).toEqual([true, false])
        const south = await next.begin(stations, 'south', generation)
        await south.stage({ id: 3, name: 'south' })
        await south.stageDurably({ isDone: true })
        await next.publish([streamPlan(stations, { generation: generation?.id })])
        expect(await bed.records(stations)).toEqual([
          { id: 1, name: 'durable' },
          { id: 3, name: 'south' },
        ])
      },
      ['reopen', 'clock'],
    )

    test('the staged savepoints are published with the rows', async (bed) => {
      await bed.load(stations, [{ id: 1, name: 'one' }], { savepoint: 'before' })
      await using run = await bed.open()
      const generation = await run.beginGeneration(stations)
      const partition = await run.begin(stations, '', generation)
      await partition.stageDurably({ savepoint: 'middle' })
      await partition.stageDurably({ savepoint: 'end', isDone: true })
      expect((await run.read(stations)).savepoints.map(({ value }) => value)).toEqual(['before'])
      await run.publish([streamPlan(stations, { generation: generation.id })])
      const [stored] = (await run.read(stations)).savepoints
      expect(stored?.value).toEqual('end')
      const { attempt } = await run.begin(stations)
      expect([attempt.savepoint, attempt.sequence]).toEqual([{ version: 1, value: 'end' }, stored?.sequence])
    })

    test('a publish is refused while a partition is not done, and the staging stays', async (bed) => {
      await bed.load(stations, [{ id: 1, name: 'old' }])
      await using run = await bed.open()
      const generation = await run.beginGeneration(stations, { partitions: ['north', 'south'] })
      const north = await run.begin(stations, 'north', generation)
      await north.stage({ id: 1, name: 'new' })
      await north.stageDurably({ isDone: true })
      const before = await bed.snapshot(stations)
      const refused = await codeOf(run.publish([streamPlan(stations, { generation: generation.id })]))
      expect(refused).not.toBe(notRefused)
      expect(await bed.snapshot(stations)).toEqual(before)
      const south = await run.begin(stations, 'south', generation)
      await south.stageDurably({ isDone: true })
      await run.publish([streamPlan(stations, { generation: generation.id })])
      expect(await bed.records(stations)).toEqual([{ id: 1, name: 'new' }])
    })

    test('discarding removes the generation and all that was staged for it', async (bed) => {
      await bed.load(stations, [{ id: 1, name: 'old' }], { savepoint: 'before' })
      await using run = await bed.open()
      await run.session.discardGeneration({ stream: 'stations', signal: run.signal })
      const before = (await bed.snapshot(stations)).rows
      const generation = await run.beginGeneration(stations)
      const partition = await run.begin(stations, '', generation)
      await partition.stage({ id: 2, name: 'discarded' })
      await partition.stageDurably({ isDone: true, savepoint: 'x', addedRejects: [testReject('stations', 'r1')] })
      await run.session.discardGeneration({ stream: 'stations', signal: run.signal })
      const state = await run.read(stations)
      expect([state.generation, state.savepoints.map(({ value }) => value), state.rejects]).toEqual([
        undefined,
        ['before'],
        0,
      ])
      expect(await codeOf(partition.stageDurably())).not.toBe(notRefused)
      const next = await run.beginGeneration(stations)
      await (await run.begin(stations, '', next)).stageDurably({ isDone: true })
      await run.publish([streamPlan(stations, { generation: next.id })])
      expect((await bed.snapshot(stations)).rows).toEqual(before)
      expect(await run.rejects(stations)).toEqual([])
    })

    test('rejects are staged with the rows, and added and removed by the publish', async (bed) => {
      const old = [testReject('stations', 'r1'), testReject('stations', 'r2')]
      await bed.load(stations, [], { addedRejects: old })
      await using run = await bed.open()
      const generation = await run.beginGeneration(stations)
      const partition = await run.begin(stations, '', generation)
      const fresh = testReject('stations', 'r3')
      await partition.stageDurably({ removedRejects: ['r1'], addedRejects: [fresh] })
      await partition.stageDurably({ isDone: true })
      expect(await run.rejects(stations)).toEqual(old)
      await run.publish([streamPlan(stations, { generation: generation.id })])
      expect((await run.rejects(stations)).map(({ id }) => id)).toEqual(['r2', 'r3'])
    })

    test('what was staged outside the generation comes after it', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const generation = await run.beginGeneration(stations, { partitions: ['north'] })
      const north = await run.begin(stations, 'north', generation)
      await north.stage({ id: 1, name: 'generation' }, { id: 2, name: 'generation' })
      await north.stageDurably({ isDone: true })
      const retried = await run.begin(stations, 'retried')
      await retried.stage({ id: 2, name: 'outside' }, { id: 3, name: 'outside' })
      await run.publish([retried.plan({ generation: generation.id })])
      expect((await bed.records(stations)).map(({ name }) => name)).toEqual(['generation', 'outside', 'outside'])
    })

    test('a commit of another generation, attempt or sequence is refused', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const generation = await run.beginGeneration(stations)
      const older = await run.begin(stations, '', generation)
      await older.stage({ id: 1, name: 'older' })
      const newer = await run.begin(stations, '', generation)
      expect(await codeOf(older.stageDurably())).toBe('commit_conflict')
      await newer.stage({ id: 2, name: 'newer' })
      expect(await codeOf(newer.stageDurably({ commit: { previousSequence: 5 } }))).toBe('commit_conflict')
      await newer.stageDurably({ isDone: true, savepoint: 1 })
      await run.publish([streamPlan(stations, { generation: generation.id })])
      expect(await bed.records(stations)).toEqual([{ id: 2, name: 'newer' }])
      const repeated = run.publish([streamPlan(stations, { generation: generation.id })])
      expect(await codeOf(repeated)).not.toBe(notRefused)
    })
  })
}
