import { countsOf, stations } from '../samples.ts'
import { codeOf, rejectionOf } from '../rejection.ts'
import { streamPlan } from '../stream-plan.ts'
import type { Suite } from '../suite.ts'
import type { TestBed } from '../test-bed.ts'
import type { TestPartition } from '../test-partition.ts'
import { testReject } from '../test-reject.ts'
import type { TestRun } from '../test-run.ts'

interface Refresh {
  readonly run: TestRun
  readonly generation: string
  readonly south: TestPartition
}

/** A refresh of two partitions: one is durable, the other has staged its last rows and waits for the publish. */
async function prepare(run: TestRun): Promise<Refresh> {
  const generation = await run.beginGeneration(stations, { partitions: ['north', 'south'] })
  const north = await run.begin(stations, 'north', generation)
  await north.stage({ id: 1, name: 'north' }, { id: 2, name: 'north' })
  await north.stageDurably({ isDone: true, savepoint: 'end of north' })
  const south = await run.begin(stations, 'south', generation)
  await south.stage({ id: 3, name: 'south' })
  await south.stageDurably({ savepoint: 'middle of south' })
  await south.stage({ id: 2, name: 'south' }, { id: 4, name: 'south' })
  return { run, generation: generation.id, south }
}

/** Stagings that are carried out by the publish of their generation. */
export function lastStagingGroup({ expect, group, test }: Suite): void {
  group('last stagings', () => {
    test('are published with the others, their rows in the order of the partitions', async (bed) => {
      await bed.load(stations, [{ id: 9, name: 'old' }])
      await using run = await bed.open()
      const { generation, south } = await prepare(run)
      expect(await run.findMissing(stations, { scopes: [[]] })).toEqual({ missing: 1, stored: 1 })
      const stagings = [
        south.staging({
          isDone: true,
          savepoint: 'end of south',
          addedRejects: [testReject('stations', 'late')],
          scopes: [],
        }),
      ]
      const plan = { generation, stagings, comparesCursor: false, appliesMissing: true }
      const outcome = await run.publishOne(stations, streamPlan(stations, plan))
      expect(countsOf(outcome)).toEqual({ inserted: 4, superseded: 1, deleted: 1 })
      expect(await bed.records(stations)).toEqual([
        { id: 1, name: 'north' },
        { id: 2, name: 'south' },
        { id: 3, name: 'south' },
        { id: 4, name: 'south' },
      ])
      const state = await run.read(stations)
      expect([state.generation, state.rejects]).toEqual([undefined, 1])
      expect(Object.fromEntries(state.savepoints.map(({ partition, value }) => [partition, value]))).toEqual({
        north: 'end of north',
        south: 'end of south',
      })
    })

    test('a staging that leaves its partition open is refused, and nothing has happened', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const refresh = await prepare(run)
      expect(await refusal(bed, refresh, [refresh.south.staging({ savepoint: 'no end' })])).toBe('destination_failed')
      const stagings = [refresh.south.staging({ isDone: true })]
      await run.publish([streamPlan(stations, { generation: refresh.generation, stagings, comparesCursor: false })])
      expect(await bed.records(stations)).toHaveLength(4)
    })

    for (const [title, commit] of Object.entries({ sequence: { previousSequence: 7 }, attempt: { attempt: 7 } })) {
      test(`a staging of another ${title} is refused, and nothing has happened`, async (bed) => {
        await using run = await bed.open()
        await run.create(stations)
        const refresh = await prepare(run)
        expect(await refusal(bed, refresh, [refresh.south.staging({ isDone: true, commit })])).toBe('commit_conflict')
      })
    }

    test('if the run record cannot be made nothing has happened, and the staging can be made durable by itself', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      const { generation, south } = await prepare(run)
      const before = await bed.snapshot(stations)
      const reason = new Error('no record')
      const { publish } = streamPlan(stations, { generation, stagings: [south.staging({ isDone: true })] })
      const publishing = run.session.publish({
        streams: [publish],
        record: () => {
          throw reason
        },
        signal: bed.signal,
      })
      expect(await rejectionOf(publishing)).toBe(reason)
      expect(await bed.snapshot(stations)).toEqual(before)
      await south.stageDurably({ isDone: true })
      await run.publish([streamPlan(stations, { generation, comparesCursor: false })])
      expect(await bed.records(stations)).toHaveLength(4)
    })
  })

  async function refusal(
    bed: TestBed,
    { run, generation }: Refresh,
    stagings: readonly ReturnType<TestPartition['staging']>[],
  ): Promise<unknown> {
    const before = await bed.snapshot(stations)
    const plan = streamPlan(stations, { generation, stagings, comparesCursor: false })
    const code = await codeOf(run.publish([plan]))
    expect(await bed.snapshot(stations)).toEqual(before)
    return code
  }
}
