import { countsOf, families, people, stations, visits } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { inTextOrder } from '../text-order.ts'
import { together } from '../stream-plan.ts'

/** Calls that overlap in time. */
export function concurrencyGroup({ expect, group, test }: Suite): void {
  group('concurrency', () => {
    test('batches of several partitions staged at once keep apart', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const names = ['a', 'b', 'c', 'd']
      const partitions = await Promise.all(names.map((name) => run.begin(stations, name)))
      for (let round = 0; round < 5; round += 1) {
        await Promise.all(
          partitions.map((partition, place) =>
            partition.stage(
              ...Array.from({ length: 20 }, (_, row) => ({
                id: place * 1000 + round * 20 + row,
                name: partition.partition,
                level: round,
              })),
            ),
          ),
        )
      }
      const [first, second, third] = partitions
      if (first === undefined || second === undefined || third === undefined) return
      expect(countsOf(await first.publish({ savepoint: 'a' }))).toEqual({ inserted: 100 })
      expect(new Set((await bed.records(stations)).map(({ name }) => name))).toEqual(new Set(['a']))
      const plan = together(second.plan({ savepoint: 'b' }), third.plan({ savepoint: 'c' }))
      expect(countsOf(await run.publishOne(stations, plan))).toEqual({ inserted: 200 })
      expect(await bed.rows('stations')).toHaveLength(300)
    })

    test('partitions that meet in a key: the higher cursor wins, in whatever order they publish', async (bed) => {
      const ordered = stations.with({ cursor: 'level' })
      for (const [table, order] of [
        ['one', ['high', 'low']],
        ['two', ['low', 'high']],
      ] as const) {
        const stream = ordered.with({ table })
        await using run = await bed.open({ pipeline: table })
        await run.create(stream)
        const partitions = new Map<string, Awaited<ReturnType<typeof run.begin>>>()
        for (const name of ['high', 'low']) {
          const partition = await run.begin(stream, name)
          await partition.stage({ id: 1, name, level: name === 'high' ? 9 : 2 })
          partitions.set(name, partition)
        }
        for (const name of order) await partitions.get(name)?.publish()
        expect((await bed.records(stream)).map(({ name }) => name)).toEqual(['high'])
      }
    })

    test('partitions published at once are all published', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const partitions = await Promise.all(['a', 'b', 'c', 'd'].map((name) => run.begin(stations, name)))
      const outcomes = await Promise.all(
        partitions.map(async (partition, id) => {
          await partition.stage({ id, name: partition.partition })
          return await run.publish([partition.plan({ savepoint: partition.partition })])
        }),
      )
      expect(new Set(outcomes.map(({ sequence }) => sequence)).size).toBe(4)
      expect((await bed.records(stations)).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
      expect((await run.read(stations)).savepoints).toHaveLength(4)
    })

    test('two pipelines load at once', async (bed) => {
      const streams = ['shop', 'library'].map((pipeline) => ({
        pipeline,
        stream: families.with({ table: `${pipeline}_families` }),
      }))
      await Promise.all(
        streams.map(async ({ pipeline, stream }) => {
          await using run = await bed.open({ pipeline })
          await run.create(stream)
          for (let round = 0; round < 4; round += 1) {
            await run.load(stream, [{ id: 1, name: pipeline, pets: [{ name: `${pipeline} ${round}` }] }], {
              savepoint: round,
            })
          }
        }),
      )
      for (const { pipeline, stream } of streams) {
        expect(await bed.records(stream)).toEqual([{ id: 1, name: pipeline, pets: [{ name: `${pipeline} 3` }] }])
        const [state] = (await bed.inspect(pipeline)).streams
        expect(state?.savepoints.map(({ sequence, value }) => [sequence, value])).toEqual([[4, 3]])
      }
      const numbers = await Promise.all(streams.map(({ pipeline }) => bed.inspect(pipeline)))
      expect(inTextOrder(numbers.flatMap(({ runs }) => runs.map(({ number }) => number)))).toEqual([1, 2])
    })

    test('two streams are published at once, each with its own outcome', async (bed) => {
      await using run = await bed.open()
      await run.create(people, visits)
      const one = await run.begin(people)
      await one.stage({ id: 1, name: 'Ada' }, { id: 1, name: 'Eve' })
      const two = await run.begin(visits)
      await two.stage({ page: '/' }, { page: '/' })
      const { streams } = await run.publish([one.plan({ savepoint: 'p' }), two.plan({ savepoint: 'v' })])
      const outcomes = Object.entries(streams).map(([name, outcome]) => [name, countsOf(outcome)])
      expect(inTextOrder(outcomes)).toEqual([
        ['people', { inserted: 1, superseded: 1 }],
        ['visits', { inserted: 2 }],
      ])
      expect([(await bed.records(people)).length, (await bed.records(visits)).length]).toEqual([1, 2])
    })

    test('streams of one pipeline are made at once', async (bed) => {
      await using run = await bed.open()
      const streams = ['a', 'b', 'c', 'd'].map((table) => people.with({ table }))
      const named = streams.map((stream, index) => ({ ...stream, schema: { ...stream.schema, stream: `s${index}` } }))
      await Promise.all(named.map((stream) => run.change({ ...stream, name: stream.schema.stream })))
      expect(await bed.tableNames()).toEqual(['a', 'b', 'c', 'd'])
    })

    test('reading while writing goes through', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      await Promise.all([
        partition.stage({ id: 1, name: 'Ada' }),
        run.read(people),
        bed.inspect(),
        run.rejects(people),
        run.session.renewLease({ signal: run.signal }),
      ])
      await partition.publish()
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })
  })
}
