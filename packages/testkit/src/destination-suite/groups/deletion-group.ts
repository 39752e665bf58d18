import type { DeletionPolicy } from '@millrace/core/plugin'
import { gone } from '../key-operation.ts'
import { countsOf, families, people } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { streamPlan } from '../stream-plan.ts'
import { testStream } from '../test-stream.ts'

const everything = { scopes: [[]] }

/** What happens between finding missing rows and deleting them: confirming, sparing, and the policies. */
export function deletionGroup({ expect, group, test }: Suite): void {
  group('deletions', () => {
    test('missing keys are read in pages, in the order of the keys, each once', async (bed) => {
      const ids = Array.from({ length: 25 }, (_, index) => index * 3)
      await bed.load(
        people,
        ids.toReversed().map((id) => ({ id, name: 'Ada' })),
      )
      await using run = await bed.open()
      await run.findMissing(people, everything)
      for (const limit of [1, 10, 25, 100]) {
        expect(await run.missingKeys(people, limit)).toEqual(ids.map((id) => [id]))
      }
    })

    test('keys of several columns, and texts that sort oddly, are read in pages too', async (bed) => {
      const stream = testStream('members', { key: { team: 'text', person: 'integer' }, columns: { role: 'text' } })
      const teams = ['', ' ', 'B', 'a', 'a b', 'ab', 'É', 'é', '日本', '👩‍👩‍👧', '10', '9']
      const keys = teams.flatMap((team) => [2, 10].map((person) => ({ team, person })))
      await bed.load(
        stream,
        keys.map((key) => ({ ...key, role: 'x' })),
      )
      await using run = await bed.open()
      await run.findMissing(stream, everything)
      for (const limit of [1, 5]) {
        const read = (await run.missingKeys(stream, limit)).map((key) => JSON.stringify(key))
        expect(read).toHaveLength(keys.length)
        expect([...read].sort()).toEqual(keys.map(({ team, person }) => JSON.stringify([team, person])).sort())
      }
    })

    test('missing keys that are texts are read in the order of their code points', async (bed) => {
      const words = testStream('words', { key: { word: 'text' }, columns: { sense: 'text' } })
      const inOrder = ['', ' ', '10', '9', 'A', 'B', 'a', 'aa', 'b', 'É', 'é', '日本', '\ue000', '\uffff', '\u{1f600}']
      await bed.load(
        words,
        inOrder.toReversed().map((word) => ({ word, sense: 'x' })),
      )
      await using run = await bed.open()
      await run.findMissing(words, everything)
      for (const limit of [1, 4, 100]) {
        expect(await run.missingKeys(words, limit)).toEqual(inOrder.map((word) => [word]))
      }
    })

    test('rows that were spared stay', async (bed) => {
      await bed.load(
        people,
        [1, 2, 3, 4].map((id) => ({ id, name: 'Ada' })),
      )
      await using run = await bed.open()
      await run.findMissing(people, everything)
      await run.keepMissing(people, [[2], [99]])
      await run.keepMissing(people, [[4]])
      const outcome = await run.publishOne(people, streamPlan(people, { appliesMissing: true }))
      expect(countsOf(outcome)).toEqual({ deleted: 2 })
      expect((await bed.records(people)).map(({ id }) => id)).toEqual([2, 4])
    })

    const policies: readonly [policy: DeletionPolicy, count: 'deleted' | 'marked' | 'kept', live: number][] = [
      ['delete', 'deleted', 1],
      ['mark', 'marked', 1],
      ['keep', 'kept', 3],
    ]
    for (const [deletions, count, live] of policies) {
      test(`the policy ${deletions} for missing rows`, async (bed) => {
        await bed.load(
          people,
          [1, 2, 3].map((id) => ({ id, name: 'Ada' })),
        )
        await using run = await bed.open()
        const partition = await run.begin(people)
        await partition.stage({ id: 1, name: 'Ada' })
        await run.findMissing(people, everything)
        const plan = partition.plan({ appliesMissing: true, deletions })
        expect(countsOf(await run.publishOne(people, plan))).toEqual({ unchanged: 1, [count]: 2 })
        expect(await bed.records(people)).toHaveLength(live)
        expect(await bed.marked(people)).toHaveLength(deletions === 'mark' ? 2 : 0)
      })
    }

    test('a marked row is not live: neither missing, nor stored, nor deleted again', async (bed) => {
      await bed.load(
        people,
        [1, 2, 3].map((id) => ({ id, name: 'Ada' })),
      )
      await bed.load(people, [gone({ id: 1 })], { deletions: 'mark' })
      const marked = await bed.marked(people)
      await using run = await bed.open()
      expect(await run.findMissing(people, everything)).toEqual({ missing: 2, stored: 2 })
      const outcome = await run.publishOne(people, streamPlan(people, { appliesMissing: true, deletions: 'mark' }))
      expect(countsOf(outcome)).toEqual({ marked: 2 })
      expect((await bed.marked(people)).filter(({ id }) => id === 1)).toEqual(marked)
    })

    test('nothing is deleted unless the publish says so', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await using run = await bed.open()
      expect((await run.findMissing(people, everything)).missing).toBe(1)
      await run.publish([streamPlan(people)])
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })

    test('what was found is forgotten by the next publish of the stream, and of no other', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await bed.load(families, [{ id: 1, name: 'Byron' }])
      await using run = await bed.open()
      await run.findMissing(people, everything)
      await run.findMissing(families, everything)
      await run.publish([streamPlan(people)])
      await run.publish([streamPlan(people, { appliesMissing: true })])
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
      await run.publish([streamPlan(families, { appliesMissing: true })])
      expect(await bed.records(families)).toEqual([])
    })

    test('what was found is forgotten with the session', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      {
        await using run = await bed.open()
        await run.findMissing(people, everything)
      }
      await using run = await bed.open()
      await run.publish([streamPlan(people, { appliesMissing: true })])
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })

    test('looking again replaces what was found before', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada', age: 1 },
        { id: 2, name: 'Bob', age: 2 },
      ])
      await using run = await bed.open()
      await run.findMissing(people, everything)
      await run.findMissing(people, { scopes: [[{ column: 'age', operator: '=', value: 2 }]] })
      await run.publish([streamPlan(people, { appliesMissing: true })])
      expect((await bed.records(people)).map(({ id }) => id)).toEqual([1])
    })

    test('a record that was confirmed alive and staged after the look is not deleted', async (bed) => {
      await bed.load(people, [
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
      ])
      await using run = await bed.open()
      const partition = await run.begin(people)
      await run.findMissing(people, everything)
      await run.keepMissing(people, [[1]])
      await partition.stage({ id: 1, name: 'alive' })
      const plan = partition.plan({ appliesMissing: true })
      expect(countsOf(await run.publishOne(people, plan))).toEqual({ updated: 1, deleted: 1 })
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'alive' }])
    })
  })
}
