import { maxRejectBytes } from '@millrace/core/plugin'
import { people, visits } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { streamPlan } from '../stream-plan.ts'
import { testReject } from '../test-reject.ts'

/** Records that could not be stored are kept with their reason, and change with the publish. */
export function rejectGroup({ expect, group, test }: Suite): void {
  group('rejects', () => {
    test('rejects are given back as they were added, also to a later run', async (bed) => {
      const rejects = [
        testReject('people', 'a'),
        testReject('people', 'b', {
          partition: 'north "quoted"',
          step: 'transformation',
          path: 'naïve.日本語',
          message: "it's \\ odd\n👩‍👩‍👧",
          hasKey: false,
          record: null,
          digest: null,
          cursor: '2026-01-01T00:00:00.5Z',
          scope: { region: 'north', level: 3, 'nested.flag': true, nothing: null },
          retries: 4,
        }),
        testReject('people', 'c', { record: 'x'.repeat(maxRejectBytes) }),
        testReject('people', 'd', { cursor: 2n ** 63n - 1n, scope: { big: 2n ** 53n + 1n } }),
        testReject('people', 'e', { cursor: 1.5, record: '' }),
      ]
      await bed.load(people, [], { addedRejects: rejects })
      await using run = await bed.open()
      expect(await run.rejects(people)).toEqual(rejects)
      expect((await run.read(people)).rejects).toBe(5)
    })

    test('a reject with the id of another replaces it', async (bed) => {
      await bed.load(people, [], { addedRejects: [testReject('people', 'a'), testReject('people', 'b')] })
      const again = testReject('people', 'a', { code: 'other', retries: 1 })
      await bed.load(people, [], { addedRejects: [again] })
      await using run = await bed.open()
      expect(await run.rejects(people)).toEqual([again, testReject('people', 'b')])
      expect((await run.read(people)).rejects).toBe(2)
    })

    test('removed ids go, unknown ones are nothing, and one that is also added is added', async (bed) => {
      await bed.load(people, [], { addedRejects: ['a', 'b', 'c'].map((id) => testReject('people', id)) })
      const again = testReject('people', 'b', { retries: 1 })
      const added = testReject('people', 'd')
      await bed.load(people, [], { removedRejects: ['a', 'b', 'unknown'], addedRejects: [again, added] })
      await using run = await bed.open()
      expect(await run.rejects(people)).toEqual([again, testReject('people', 'c'), added])
    })

    test('rejects belong to their stream and pipeline', async (bed) => {
      await bed.load(people, [], { addedRejects: [testReject('people', 'a')] })
      await bed.load(visits, [], { addedRejects: [testReject('visits', 'a'), testReject('visits', 'b')] })
      await bed.load(people, [], { removedRejects: ['b'] })
      await using run = await bed.open()
      expect([await run.rejects(people), await run.rejects(visits)]).toEqual([
        [testReject('people', 'a')],
        [testReject('visits', 'a'), testReject('visits', 'b')],
      ])
      await using other = await bed.open({ pipeline: 'library' })
      expect(await other.rejects(people)).toEqual([])
    })

    test('they are read in pages, in one order, each once', async (bed) => {
      const ids = ['a', 'b', 'A', '10', '9', 'é', 'a b', '["k",1]', '日本', '👩', 'z'.repeat(300)]
      const many = [...ids, ...Array.from({ length: 120 }, (_, index) => `many ${index}`)]
      await bed.load(people, [], { addedRejects: many.map((id) => testReject('people', id)) })
      await using run = await bed.open()
      const orders: string[] = []
      for (const limit of [7, 131, 1000]) {
        const read = (await run.rejects(people, limit)).map(({ id }) => id)
        expect([...read].sort()).toEqual([...many].sort())
        orders.push(JSON.stringify(read))
      }
      expect(new Set(orders).size).toBe(1)
    })

    test('a publish of rejects alone touches no table', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      const before = (await bed.snapshot(people)).rows
      await using run = await bed.open()
      await run.publish([streamPlan(people, { addedRejects: [testReject('people', 'a')] })])
      expect((await bed.snapshot(people)).rows).toEqual(before)
      expect(await run.rejects(people)).toEqual([testReject('people', 'a')])
    })
  })
}
