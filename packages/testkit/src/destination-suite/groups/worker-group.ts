import { codeOf, notRefused } from '../rejection.ts'
import { stations } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { streamPlan } from '../stream-plan.ts'

/** Several sessions work on one run. */
export function workerGroup({ expect, group, test }: Suite): void {
  group('workers', () => {
    test(
      'a joined worker has the run and epoch of its leader, and leaves the lease alone',
      async (bed) => {
        await using leader = await bed.open()
        const worker = await bed.open({ run: leader.id, join: { epoch: leader.session.epoch } })
        expect([worker.session.epoch, worker.session.runNumber]).toEqual([
          leader.session.epoch,
          leader.session.runNumber,
        ])
        await worker.session[Symbol.asyncDispose]()
        expect(await codeOf(bed.open())).toBe('pipeline_busy')
        expect((await bed.inspect()).runs.map(({ id }) => id)).toEqual([leader.id])
        await leader.create(stations)
        await leader.load(stations, [{ id: 1, name: 'one' }])
        expect(await bed.records(stations)).toEqual([{ id: 1, name: 'one' }])
      },
      ['multiProcess'],
    )

    test(
      'a run that is not held, or by another epoch, cannot be joined',
      async (bed) => {
        const joining = (run: string, epoch: number): Promise<string> => codeOf(bed.open({ run, join: { epoch } }))
        expect(await joining('run-0', 1)).not.toBe(notRefused)
        const leader = await bed.open()
        expect(await joining(leader.id, leader.session.epoch + 1)).not.toBe(notRefused)
        await leader.session[Symbol.asyncDispose]()
        expect(await joining(leader.id, leader.session.epoch)).not.toBe(notRefused)
      },
      ['multiProcess'],
    )

    test(
      'workers stage the partitions of one generation side by side, the leader publishes',
      async (bed) => {
        await using leader = await bed.open()
        await leader.create(stations)
        const partitions = ['north', 'south', 'east']
        const generation = await leader.beginGeneration(stations, { partitions })
        await Promise.all(
          partitions.map(async (name, index) => {
            await using worker = await bed.open({ run: leader.id, join: { epoch: leader.session.epoch } })
            const partition = await worker.begin(stations, name, generation)
            await partition.stage({ id: index * 2, name }, { id: index * 2 + 1, name })
            await partition.stageDurably({ isDone: true, savepoint: name })
          }),
        )
        const staged = (await leader.read(stations)).generation?.partitions.map(({ isDone }) => isDone)
        expect(staged).toEqual([true, true, true])
        await leader.publish([streamPlan(stations, { generation: generation.id })])
        expect(await bed.rows('stations')).toHaveLength(6)
      },
      ['multiProcess'],
    )

    test(
      'workers publish partitions of their own',
      async (bed) => {
        await using leader = await bed.open()
        await leader.create(stations)
        await using worker = await bed.open({ run: leader.id, join: { epoch: leader.session.epoch } })
        const north = await leader.begin(stations, 'north')
        const south = await worker.begin(stations, 'south')
        await north.stage({ id: 1, name: 'north' })
        await south.stage({ id: 2, name: 'south' })
        await Promise.all([north.publish({ savepoint: 'n' }), south.publish({ savepoint: 's' })])
        expect((await bed.records(stations)).map(({ name }) => name)).toEqual(['north', 'south'])
        expect((await leader.read(stations)).savepoints).toHaveLength(2)
      },
      ['multiProcess'],
    )

    test(
      'disposing a worker removes its own staging, and that of nobody else',
      async (bed) => {
        await using leader = await bed.open()
        await leader.create(stations)
        const north = await leader.begin(stations, 'north')
        await north.stage({ id: 1, name: 'north' })
        {
          await using worker = await bed.open({ run: leader.id, join: { epoch: leader.session.epoch } })
          await (await worker.begin(stations, 'south')).stage({ id: 2, name: 'south' })
        }
        await (await leader.begin(stations, 'south')).publish()
        await north.publish()
        expect(await bed.records(stations)).toEqual([{ id: 1, name: 'north' }])
      },
      ['multiProcess'],
    )

    test(
      'a partition that another worker took cannot be committed by the first',
      async (bed) => {
        await using leader = await bed.open()
        await leader.create(stations)
        await using worker = await bed.open({ run: leader.id, join: { epoch: leader.session.epoch } })
        const slow = await leader.begin(stations, 'north')
        await slow.stage({ id: 1, name: 'slow' })
        const fast = await worker.begin(stations, 'north')
        await fast.stage({ id: 2, name: 'fast' })
        expect(await codeOf(slow.publish({ savepoint: 'slow' }))).toBe('commit_conflict')
        await fast.publish({ savepoint: 'fast' })
        expect(await bed.records(stations)).toEqual([{ id: 2, name: 'fast' }])
      },
      ['multiProcess'],
    )

    test(
      'a worker of an overtaken run cannot commit, nor can the run be joined',
      async (bed) => {
        const leader = await bed.open()
        await leader.create(stations)
        const worker = await bed.open({ run: leader.id, join: { epoch: leader.session.epoch } })
        const north = await worker.begin(stations, 'north')
        await north.stage({ id: 1, name: 'late' })
        await bed.expireLeases()
        await using next = await bed.open()
        expect(await codeOf(north.publish())).toBe('lease_lost')
        const join = { run: leader.id, join: { epoch: leader.session.epoch } }
        expect(await codeOf(bed.open(join))).not.toBe(notRefused)
        await next.load(stations, [{ id: 2, name: 'next' }])
        expect(await bed.records(stations)).toEqual([{ id: 2, name: 'next' }])
      },
      ['multiProcess', 'clock'],
    )
  })
}
