import { maxSavepointBytes } from '@millrace/core/plugin'
import type { JsonValue } from '@millrace/core/plugin'
import { codeOf } from '../rejection.ts'
import { people, stations } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { inTextOrder } from '../text-order.ts'
import { together } from '../stream-plan.ts'

const values: readonly [name: string, value: JsonValue][] = [
  ['null', null],
  ['false', false],
  ['zero', 0],
  ['a fraction', 0.1],
  ['the empty text', ''],
  ['unicode', { 'naïve "key"': "it's 日本語 👩‍👩‍👧 \\ \n \u2028" }],
  ['nesting', { a: [1, [2, { b: [null, true, { c: {} }] }]], empty: [] }],
  ['a number as text', '007'],
  ['a large integer', 2n ** 63n + 1n],
  ['the greatest size', 'x'.repeat(maxSavepointBytes - 2)],
]

/** Savepoints move with the data they cover, by compare-and-set. */
export function savepointGroup({ expect, group, test }: Suite): void {
  group('savepoints', () => {
    for (const [name, value] of values) {
      test(`a savepoint is given back as it was stored: ${name}`, async (bed) => {
        await bed.load(people, [], { savepoint: value })
        await using run = await bed.open()
        expect((await run.read(people)).savepoints).toEqual([
          { connector: 'suite', version: 1, stream: 'people', partition: '', sequence: 1, value },
        ])
        const { attempt } = await run.begin(people)
        expect([attempt.sequence, attempt.savepoint]).toEqual([1, { version: 1, value }])
      })
    }

    test('a partition without a savepoint begins at the beginning', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const { attempt } = await run.begin(people)
      expect([attempt.sequence, attempt.savepoint ?? 'none', attempt.nextOrdinal >= 0]).toEqual([0, 'none', true])
    })

    test('a new savepoint replaces the old one and counts up', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      for (const page of [1, 2, 3]) {
        await run.load(people, [{ id: page, name: 'Ada' }], { savepoint: { page } })
        const [stored] = (await run.read(people)).savepoints
        expect([stored?.sequence, stored?.value]).toEqual([page, { page }])
      }
      expect((await run.read(people)).savepoints).toHaveLength(1)
    })

    test('a commit without a savepoint leaves it and its sequence', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }], { savepoint: 'first' })
      await bed.load(people, [{ id: 2, name: 'Bob' }])
      await using run = await bed.open()
      const [stored] = (await run.read(people)).savepoints
      expect([stored?.sequence, stored?.value]).toEqual([1, 'first'])
      expect(await bed.records(people)).toHaveLength(2)
    })

    test('partitions keep their own, retired ones too', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const north = await run.begin(stations, 'north')
      const south = await run.begin(stations, 'south')
      await run.publish([together(north.plan({ savepoint: 'n1' }), south.plan({ savepoint: 's1' }))])
      await north.publish({ savepoint: 'n2' })
      const stored = (await run.read(stations)).savepoints.map(({ partition, sequence, value }) => [
        partition,
        sequence,
        value,
      ])
      expect(inTextOrder(stored)).toEqual([
        ['north', 2, 'n2'],
        ['south', 1, 's1'],
      ])
    })

    test('a commit with another sequence is refused, lower or higher, and nothing is changed', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }], { savepoint: 'one' })
      await bed.load(people, [{ id: 1, name: 'Ada' }], { savepoint: 'two' })
      await using run = await bed.open()
      const before = await bed.snapshot(people)
      for (const previousSequence of [0, 1, 3]) {
        const partition = await run.begin(people)
        await partition.stage({ id: 1, name: 'late' }, { id: 2, name: 'late' })
        for (const savepoint of ['late', undefined]) {
          const options = { commit: { previousSequence }, ...(savepoint === undefined ? {} : { savepoint }) }
          expect(await codeOf(partition.publish(options))).toBe('commit_conflict')
        }
        expect(await bed.snapshot(people)).toEqual(before)
      }
    })

    test('a commit of another attempt is refused, and nothing is changed', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const older = await run.begin(people)
      await older.stage({ id: 1, name: 'older' })
      const newer = await run.begin(people)
      expect(newer.attempt.attempt).toBeGreaterThan(older.attempt.attempt)
      await newer.stage({ id: 2, name: 'newer' })
      const before = await bed.snapshot(people)
      expect(await codeOf(older.publish({ savepoint: 'older' }))).toBe('commit_conflict')
      const ahead = { attempt: newer.attempt.attempt + 1 }
      expect(await codeOf(newer.publish({ savepoint: 'ahead', commit: ahead }))).toBe('commit_conflict')
      expect(await bed.snapshot(people)).toEqual(before)
      await newer.publish({ savepoint: 'newer' })
      expect(await bed.records(people)).toEqual([{ id: 2, name: 'newer' }])
    })

    test('a savepoint is stored only together with its data', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      await partition.stage({ id: 1, name: 'Ada' })
      await partition.publish({ savepoint: 'after Ada' })
      expect((await run.read(people)).savepoints.map(({ value }) => value)).toEqual(['after Ada'])
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })
  })
}
