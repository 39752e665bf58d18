import { gone } from '../key-operation.ts'
import { codeOf, rejectionOf } from '../rejection.ts'
import { countsOf, families, people, visits } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestBed } from '../test-bed.ts'
import type { PublishOptions } from '../test-partition.ts'
import { testReject } from '../test-reject.ts'

const pets = [{ name: 'Boatswain', toys: [{ label: 'bone' }] }]
const everything: PublishOptions = {
  savepoint: { page: 2 },
  keepsSeen: true,
  appliesMissing: true,
  addedRejects: [testReject('families', 'r2')],
  removedRejects: ['r1'],
}

/** A publish is everything or nothing. */
export function atomicityGroup({ expect, group, test, isOn }: Suite): void {
  group('atomicity', () => {
    test('the run record is asked for once, with what the publish answers', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const partition = await run.begin(people)
      await partition.stage({ id: 1, name: 'Ada' })
      const outcomes: unknown[] = []
      const outcome = await run.publish([partition.plan()], (given) => {
        outcomes.push(structuredClone(given))
        return run.record({ status: 'succeeded' })
      })
      expect(outcomes).toEqual([structuredClone(outcome)])
    })

    test('if the run record cannot be made nothing has happened, and the publish can be repeated', async (bed) => {
      const watched = isOn('deltas') ? families.with({ delta: 'families_history' }) : families
      await bed.load(
        watched,
        [
          { id: 1, name: 'one', pets },
          { id: 2, name: 'two', pets },
          { id: 3, name: 'three', pets },
        ],
        { savepoint: { page: 1 }, addedRejects: [testReject('families', 'r1')] },
      )
      await using run = await bed.open()
      const partition = await run.begin(watched)
      await partition.stage({ id: 1, name: 'changed', pets: [] }, gone({ id: 2 }), { id: 4, name: 'four', pets })
      await run.findMissing(watched, { scopes: [[]] })
      const before = await bed.snapshot(watched)
      const error = new Error('no record')
      const publishing = run.publish([partition.plan(everything)], () => {
        throw error
      })
      const rejection = await rejectionOf(publishing)
      expect(rejection === error || (rejection instanceof Error && rejection.cause === error)).toBe(true)
      expect(await bed.snapshot(watched)).toEqual(before)
      expect((await run.rejects(watched)).map(({ id }) => id)).toEqual(['r1'])

      const outcome = await partition.publish(everything)
      expect(countsOf(outcome)).toEqual({ inserted: 1, updated: 1, deletedBySource: 1, deleted: 2 })
      expect((await bed.records(watched)).map(({ id }) => id)).toEqual([1, 4])
      expect((await run.rejects(watched)).map(({ id }) => id)).toEqual(['r2'])
    })

    test('if one stream is refused none is published', async (bed) => {
      await using run = await bed.open()
      await run.create(people, visits)
      const good = await run.begin(visits)
      await good.stage({ page: '/' })
      const late = await run.begin(people)
      await late.stage({ id: 1, name: 'Ada' })
      const before = await bed.snapshot(people, visits)
      const plans = [good.plan({ savepoint: 1 }), late.plan({ savepoint: 1, commit: { previousSequence: 7 } })]
      expect(await codeOf(run.publish(plans))).toBe('commit_conflict')
      expect(await bed.snapshot(people, visits)).toEqual(before)
      await run.publish([good.plan({ savepoint: 1 }), late.plan({ savepoint: 1 })])
      expect([(await bed.records(people)).length, (await bed.records(visits)).length]).toEqual([1, 1])
    })

    test('a failing publish of two streams changes neither', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await using run = await bed.open()
      await run.create(visits)
      const one = await run.begin(people)
      await one.stage({ id: 1, name: 'Eve' })
      const two = await run.begin(visits)
      await two.stage({ page: '/' })
      const before = await bed.snapshot(people, visits)
      const plans = [one.plan({ savepoint: 'a' }), two.plan({ savepoint: 'b' })]
      const failing = run.publish(plans, () => {
        throw new Error('no record')
      })
      expect(await codeOf(failing)).toBe('Error: no record')
      expect(await bed.snapshot(people, visits)).toEqual(before)
    })

    test('commits are numbered upwards over all pipelines, failed ones or not', async (bed) => {
      await using shop = await bed.open()
      await using library = await bed.open({ pipeline: 'library' })
      const sequences: number[] = []
      for (let round = 0; round < 3; round += 1) {
        sequences.push((await shop.publish([])).sequence, (await library.publish([])).sequence)
        await rejectionOf(
          shop.publish([], () => {
            throw new Error('no record')
          }),
        )
      }
      expect(sequences).toEqual([...new Set(sequences)].sort((left, right) => left - right))
      expect(sequences[0] ?? 0).toBeGreaterThanOrEqual(1)
    })

    test(
      'a reader never sees half of a publish',
      async (bed) => {
        const count = 2000
        const version = (name: string): readonly object[] =>
          Array.from({ length: count }, (_, id) => ({ id, name, pets: [{ name }] }))
        await using run = await bed.open()
        await run.create(families)
        const seen = new Set<string>()
        for (const name of ['first', 'second']) {
          const partition = await run.begin(families)
          await partition.stage(...version(name).map((entry) => ({ ...entry })))
          const publishing = partition.publish()
          await whileReading(publishing, async () => {
            // The children are read first: what they show, their roots must show too.
            const children = await stateOf(bed, 'families_pets')
            const roots = await stateOf(bed, 'families')
            seen.add(children).add(roots)
            if (children === `${name} ${count}`) expect(roots).toBe(children)
          })
        }
        expect([...seen].filter((state) => ![`first ${count}`, `second ${count}`, ' 0'].includes(state))).toEqual([])
        expect(await stateOf(bed, 'families_pets')).toBe(`second ${count}`)
      },
      ['concurrentReads'],
    )
  })
}

/** All names in a table, and the number of its rows. */
async function stateOf(bed: TestBed, table: string): Promise<string> {
  const rows = await bed.rows(table)
  return `${[...new Set(rows.map((row) => row['name']))].join()} ${rows.length}`
}

async function nextTurn(): Promise<false> {
  await new Promise((resolve) => setImmediate(resolve))
  return false
}

async function whileReading(publishing: Promise<unknown>, read: () => Promise<void>): Promise<void> {
  const over = publishing.then(() => true)
  do {
    await read()
  } while (!(await Promise.race([over, nextTurn()])))
}
