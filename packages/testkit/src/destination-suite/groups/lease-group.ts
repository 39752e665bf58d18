import { codeOf, notRefused, rejectionOf } from '../rejection.ts'
import { people } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { leaseDurationInMs } from '../test-bed.ts'

/** Two live runs of one pipeline are impossible. */
export function leaseGroup({ expect, group, test }: Suite): void {
  group('lease', () => {
    test('a second run of a pipeline is refused while the first lives, one of another pipeline is not', async (bed) => {
      await using run = await bed.open()
      expect(await codeOf(bed.open())).toBe('pipeline_busy')
      await using other = await bed.open({ pipeline: 'library' })
      expect([(await bed.inspect('shop')).isBusy, (await bed.inspect('library')).isBusy]).toEqual([true, true])
      expect((await bed.inspect()).runs.map(({ id }) => id)).toEqual([run.id])
      await run.create(people)
      await run.load(people, [{ id: 1, name: 'Ada' }])
      await other.publish([])
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })

    test('disposing gives the lease back', async (bed) => {
      const first = await bed.open()
      await first.session[Symbol.asyncDispose]()
      expect((await bed.inspect()).isBusy).toBe(false)
      await using second = await bed.open()
      expect(second.session.epoch).toBeGreaterThan(first.session.epoch)
      expect((await bed.inspect()).isBusy).toBe(true)
    })

    test('of twenty runs opened at once exactly one gets the pipeline', async (bed) => {
      for (let round = 0; round < 3; round += 1) {
        const opened = await Promise.allSettled(Array.from({ length: 20 }, () => bed.open()))
        const runs = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
        const refusals = opened.flatMap((result) =>
          result.status === 'rejected' ? [Promise.reject(result.reason)] : [],
        )
        const codes = await Promise.all(refusals.map((refusal) => codeOf(refusal)))
        expect({ runs: runs.length, codes: [...new Set(codes)], refused: codes.length }).toEqual({
          runs: 1,
          codes: ['pipeline_busy'],
          refused: 19,
        })
        for (const run of runs) await run.session[Symbol.asyncDispose]()
      }
    })

    test('a session that gave its lease back commits nothing more', async (bed) => {
      const run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      await partition.stage({ id: 1, name: 'Ada' })
      await run.session[Symbol.asyncDispose]()
      expect(await rejectionOf(partition.publish())).not.toBe(notRefused)
      expect(await bed.records(people)).toEqual([])
    })

    test(
      'a lease that was not renewed is taken over, and the dead run ends as failed',
      async (bed) => {
        const dead = await bed.open()
        await bed.expireLeases()
        expect((await bed.inspect()).isBusy).toBe(false)
        await using next = await bed.open()
        expect(next.session.epoch).toBeGreaterThan(dead.session.epoch)
        const [ended, ...others] = next.session.endedRuns
        expect([ended?.id, ended?.number, ended?.status, others.length]).toEqual([
          dead.id,
          dead.session.runNumber,
          'failed',
          0,
        ])
        expect([(ended?.error ?? '') === '', (ended?.endedAt ?? null) === null]).toEqual([false, false])
        const runs = (await bed.inspect()).runs
        expect(runs.map(({ id, status }) => [id, status])).toEqual([
          [next.id, 'running'],
          [dead.id, 'failed'],
        ])
        expect(runs[1]).toEqual(ended)
        expect(await codeOf(bed.open())).toBe('pipeline_busy')
      },
      ['clock'],
    )

    test('runs that ended well are not ended again', async (bed) => {
      {
        await using run = await bed.open()
        await run.publish([], { status: 'succeeded', endedAt: '2026-01-01T00:01:00.000Z' })
      }
      await using next = await bed.open()
      expect(next.session.endedRuns).toEqual([])
      expect((await bed.inspect()).runs.map(({ status }) => status)).toEqual(['running', 'succeeded'])
    })

    test(
      'renewing prolongs the lease by its duration',
      async (bed) => {
        await using run = await bed.open()
        for (let round = 0; round < 3; round += 1) {
          await bed.advanceClock(leaseDurationInMs * 0.6)
          await run.session.renewLease({ signal: run.signal })
        }
        expect(await codeOf(bed.open())).toBe('pipeline_busy')
        expect((await bed.inspect()).isBusy).toBe(true)
      },
      ['clock'],
    )

    test(
      'a lease that expired and was taken by nobody can be renewed and used',
      async (bed) => {
        await using run = await bed.open()
        await run.create(people)
        await bed.expireLeases()
        await run.load(people, [{ id: 1, name: 'Ada' }])
        await run.session.renewLease({ signal: run.signal })
        expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
        expect(await codeOf(bed.open())).toBe('pipeline_busy')
      },
      ['clock'],
    )
  })
}
