import type { RowScope } from '@millrace/core/plugin'
import { gone, seen } from '../key-operation.ts'
import { countsOf, stations } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { inTextOrder } from '../text-order.ts'
import type { TestBed } from '../test-bed.ts'
import { streamPlan } from '../stream-plan.ts'
import { testStream } from '../test-stream.ts'

const north = { column: 'region', operator: '=', value: 'north' } as const

/** Stations 1 to 6: levels 10 to 60 in the north, 6 in no region. */
async function loadStations(bed: TestBed): Promise<void> {
  const entries = [1, 2, 3, 4, 5].map((id) => ({ id, name: `s${id}`, region: 'north', level: id * 10 }))
  await bed.load(stations, [...entries, { id: 6, name: 's6', level: 60 }])
}

/** Rows that should have come and did not: found by scope or partition, and never more than that. */
export function missingGroup({ expect, group, test }: Suite): void {
  group('missing rows', () => {
    const scopes: readonly [name: string, scope: RowScope, missing: readonly number[]][] = [
      ['=', [{ column: 'level', operator: '=', value: 30 }], [3]],
      ['>', [{ column: 'level', operator: '>', value: 30 }], [4, 5, 6]],
      ['>=', [{ column: 'level', operator: '>=', value: 30 }], [3, 4, 5, 6]],
      ['<', [{ column: 'level', operator: '<', value: 30 }], [1, 2]],
      ['<=', [{ column: 'level', operator: '<=', value: 30 }], [1, 2, 3]],
      ['a text', [north], [1, 2, 3, 4, 5]],
      [
        'a range with both bounds',
        [
          { column: 'level', operator: '>=', value: 20 },
          { column: 'level', operator: '<', value: 40 },
        ],
        [2, 3],
      ],
      ['all conditions together', [north, { column: 'level', operator: '>', value: 40 }], [5]],
      ['no row', [{ column: 'region', operator: '=', value: 'south' }], []],
      ['no condition', [], [1, 2, 3, 4, 5, 6]],
    ]
    for (const [name, scope, missing] of scopes) {
      test(`a scope finds its rows and no others: ${name}`, async (bed) => {
        await loadStations(bed)
        await using run = await bed.open()
        expect(await run.findMissing(stations, { scopes: [scope] })).toEqual({ missing: missing.length, stored: 6 })
        expect(await run.missingKeys(stations)).toEqual(missing.map((id) => [id]))
        const outcome = await run.publishOne(stations, streamPlan(stations, { appliesMissing: true }))
        expect(outcome.deleted).toBe(missing.length)
        const left = (await bed.rows('stations')).map((row) => Number(row['id']))
        expect(inTextOrder(left)).toEqual([1, 2, 3, 4, 5, 6].filter((id) => !missing.includes(id)))
      })
    }

    test('NULL lies in no scope that names its column, whatever the operator', async (bed) => {
      await bed.load(stations, [{ id: 1, name: 's1' }])
      await using run = await bed.open()
      for (const operator of ['=', '>', '>=', '<', '<='] as const) {
        for (const [column, value] of [
          ['region', ''],
          ['level', 0],
        ] as const) {
          const found = await run.findMissing(stations, { scopes: [[{ column, operator, value }]] })
          expect(found).toEqual({ missing: 0, stored: 1 })
        }
      }
    })

    test('bounds are compared by value: times with fractions, decimals', async (bed) => {
      const stream = testStream('times', { key: { id: 'integer' }, columns: { at: 'timestamp', price: 'decimal' } })
      const { types } = bed.destination.capabilities
      if (!types.includes('timestamp') || !types.includes('decimal')) return
      await bed.load(stream, [
        { id: 1, at: '2026-01-01T00:00:00Z', price: '9' },
        { id: 2, at: '2026-01-01T00:00:00.5Z', price: '10' },
      ])
      await using run = await bed.open()
      for (const [column, value] of [
        ['at', '2026-01-01T00:00:00Z'],
        ['price', '9.5'],
      ] as const) {
        await run.findMissing(stream, { scopes: [[{ column, operator: '>', value }]] })
        expect(await run.missingKeys(stream)).toEqual([[2]])
      }
    })

    test('several scopes are added up, and a row in two of them is missing once', async (bed) => {
      await loadStations(bed)
      await using run = await bed.open()
      const scopes: RowScope[] = [
        [{ column: 'level', operator: '<=', value: 20 }],
        [
          { column: 'level', operator: '>=', value: 20 },
          { column: 'level', operator: '<=', value: 30 },
        ],
      ]
      expect(await run.findMissing(stations, { scopes })).toEqual({ missing: 3, stored: 6 })
    })

    test('a row that is staged is not missing, also in another scope than it is stored in', async (bed) => {
      await loadStations(bed)
      await using run = await bed.open()
      const partition = await run.begin(stations)
      await partition.stage({ id: 1, name: 's1', region: 'north', level: 10 }, { id: 2, name: 's2', region: 'south' })
      await partition.stage(seen({ id: 3 }), gone({ id: 4 }))
      expect(await run.findMissing(stations, { scopes: [[north]] })).toEqual({ missing: 1, stored: 6 })
      expect(await run.missingKeys(stations)).toEqual([[5]])
      const plan = partition.plan({ appliesMissing: true })
      expect(countsOf(await run.publishOne(stations, plan))).toEqual({
        unchanged: 1,
        updated: 1,
        deletedBySource: 1,
        deleted: 2,
      })
      expect((await bed.records(stations)).map(({ id }) => id)).toEqual([1, 2, 3, 6])
    })

    test('rows of an older attempt protect nothing', async (bed) => {
      await loadStations(bed)
      await using run = await bed.open()
      await (await run.begin(stations)).stage({ id: 1, name: 's1', region: 'north' })
      await run.begin(stations)
      expect((await run.findMissing(stations, { scopes: [[north]] })).missing).toBe(5)
    })

    test('keys seen since the partition began are not missing, also in a later run', async (bed) => {
      await loadStations(bed)
      {
        await using run = await bed.open()
        const partition = await run.begin(stations)
        await partition.stage({ id: 1, name: 's1', region: 'north', level: 10 }, seen({ id: 2 }))
        await partition.publish({ keepsSeen: true, hasEnded: false, savepoint: 1 })
      }
      await using run = await bed.open()
      const partition = await run.begin(stations)
      await partition.stage({ id: 3, name: 's3', region: 'north', level: 30 })
      expect((await run.findMissing(stations, { scopes: [[north]] })).missing).toBe(2)
      await partition.publish({ keepsSeen: true, hasEnded: true, savepoint: 2 })
      expect((await run.findMissing(stations, { scopes: [[north]] })).missing).toBe(2)
      expect(await run.missingKeys(stations)).toEqual([[4], [5]])
    })

    test('a read that ended is forgotten by the next run that begins the partition', async (bed) => {
      await loadStations(bed)
      {
        await using run = await bed.open()
        await run.load(stations, [seen({ id: 1 })], { keepsSeen: true, hasEnded: true })
      }
      await using run = await bed.open()
      await run.begin(stations)
      expect((await run.findMissing(stations, { scopes: [[north]] })).missing).toBe(5)
    })

    test('keys are only remembered where that is asked for', async (bed) => {
      await loadStations(bed)
      await using run = await bed.open()
      await run.load(stations, [seen({ id: 1 })], { keepsSeen: false, hasEnded: false })
      expect((await run.findMissing(stations, { scopes: [[north]] })).missing).toBe(5)
    })

    test('the rows of a partition are missing where it did not bring them again', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      for (const name of ['north', 'south']) {
        const partition = await run.begin(stations, name)
        await partition.stage({ id: name === 'north' ? 1 : 3, name }, { id: name === 'north' ? 2 : 4, name })
        await partition.publish()
      }
      const partition = await run.begin(stations, 'north')
      await partition.stage({ id: 1, name: 'north' })
      expect(await run.findMissing(stations, { partitions: ['north'] })).toEqual({ missing: 1, stored: 4 })
      expect(await run.missingKeys(stations)).toEqual([[2]])
      const both = await run.findMissing(stations, { partitions: ['north', 'south'] })
      expect(both).toEqual({ missing: 3, stored: 4 })
    })

    test('a row that moved to another partition is no longer missing in its first', async (bed) => {
      await using run = await bed.open()
      await run.create(stations)
      for (const name of ['north', 'south']) {
        const partition = await run.begin(stations, name)
        await partition.stage({ id: 1, name: 'mover' })
        await partition.publish({ keepsSeen: false })
      }
      await run.begin(stations, 'north')
      expect((await run.findMissing(stations, { partitions: ['north'] })).missing).toBe(0)
    })

    test('a row of no noted partition is missing in each', async (bed) => {
      await bed.load(stations.with({ hasPartitions: false }), [{ id: 1, name: 'old' }])
      await using run = await bed.open()
      await run.create(stations)
      expect((await run.findMissing(stations, { partitions: ['north'] })).missing).toBe(1)
    })
  })
}
