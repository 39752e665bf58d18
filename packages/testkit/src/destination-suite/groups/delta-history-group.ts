import type { Row } from '../destination-reader.ts'
import { changesOf, recordsAsOf } from '../history.ts'
import { filteredOut, gone } from '../key-operation.ts'
import { seededRandom } from '../random.ts'
import type { Random } from '../random.ts'
import { refresh } from '../refresh.ts'
import { people } from '../samples.ts'
import { streamPlan } from '../stream-plan.ts'
import type { Suite } from '../suite.ts'
import type { TestEntry, TestRecord } from '../table-batches.ts'
import { testStream } from '../test-stream.ts'

const projects = testStream('projects', {
  key: { id: 'integer' },
  columns: { name: 'text', budget: 'float' },
  delta: 'projects_history',
  children: {
    tasks: {
      columns: { title: 'text' },
      delta: 'tasks_history',
      children: { hours: { columns: { amount: 'integer' }, delta: 'hours_history' } },
    },
  },
})

interface Commit {
  readonly sequence: number
  readonly records: readonly TestRecord[]
  readonly marked: readonly Row[]
}

/** From the delta tables alone the tables can be rebuilt as of any commit. */
export function deltaHistoryGroup({ expect, group, test }: Suite): void {
  group('delta histories', () => {
    for (const seed of [11, 12, 13]) {
      test(
        `the tables as of each commit come out of their history (seed ${seed})`,
        async (bed) => {
          const random = seededRandom(seed)
          const commits: Commit[] = []
          await using run = await bed.open()
          await run.create(projects)
          for (let step = 0; step < 12; step += 1) {
            if (random.chance(0.25)) {
              await refresh(run, projects, randomRecords(random))
            } else {
              const deletions = random.chance(0.3) ? 'mark' : 'delete'
              await run.load(projects, randomEntries(random), { deletions })
            }
            const { sequence } = await run.publish([])
            commits.push({ sequence, records: await bed.records(projects), marked: await bed.marked(projects) })
          }
          for (const { sequence, records, marked } of commits) {
            expect(await recordsAsOf(bed, projects, sequence, marked)).toEqual(records)
          }
        },
        ['deltas'],
      )
    }

    test(
      'a rebuild writes what it changes, and the history goes on',
      async (bed) => {
        const before = people.with({ delta: 'people_history' })
        const after = before.with({ columns: { name: 'text', city: 'text' } })
        const same = { id: 1, name: 'same' }
        await using run = await bed.open()
        await run.create(before)
        await run.load(before, [same, { id: 2, name: 'gone' }, { id: 3, name: 'old' }])
        const first = await run.publish([])
        const generation = await run.beginGeneration(after, { isRebuild: true })
        await run.change(after, { isRebuild: true, expectedVersion: generation.rebuild?.version ?? 0 })
        const partition = await run.begin(after, '', generation)
        await partition.stage(same, { id: 3, name: 'new', city: 'Rome' }, { id: 4, name: 'added' })
        await partition.stageDurably({ isDone: true })
        await run.publish([streamPlan(after, { generation: generation.id, comparesCursor: false })])
        const changes = (await changesOf(bed, after)).filter(({ sequence }) => sequence > first.sequence)
        expect(changes.map(({ operation, cells }) => ({ operation, cells }))).toEqual([
          { operation: 'delete', cells: { id: 2, name: 'gone' } },
          { operation: 'update', cells: { id: 3, name: 'new', city: 'Rome' } },
          { operation: 'insert', cells: { id: 4, name: 'added' } },
        ])
        await run.load(after, [{ id: 4, name: 'changed' }])
        const last = await run.publish([])
        expect(await recordsAsOf(bed, after, last.sequence)).toEqual(await bed.records(after))
      },
      ['deltas'],
    )
  })
}

function randomEntries(random: Random): readonly TestEntry[] {
  return Array.from({ length: 1 + random.below(8) }, () => {
    const id = random.below(5)
    if (random.chance(0.15)) return gone({ id })
    return random.chance(0.15) ? filteredOut({ id }) : randomRecord(random, id)
  })
}

function randomRecords(random: Random): readonly TestRecord[] {
  return [0, 1, 2, 3, 4].filter(() => random.chance(0.6)).map((id) => randomRecord(random, id))
}

function randomRecord(random: Random, id: number): TestRecord {
  const tasks = Array.from({ length: random.below(3) }, () => ({
    title: random.pick(['plan', 'build']),
    hours: Array.from({ length: random.below(3) }, () => ({ amount: random.below(2) })),
  }))
  return { id, name: random.pick(['mill', 'race', null]), budget: random.pick([1, 2.5]), tasks }
}
