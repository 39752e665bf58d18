import { systemColumns } from '@millrace/core/plugin'
import { countsOf, tableCountsOf, visits } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { inTextOrder } from '../text-order.ts'
import { streamPlan, together } from '../stream-plan.ts'

/** Streams without a key: rows are added, or replaced partition by partition. */
export function appendGroup({ expect, group, test }: Suite): void {
  group('append and replace', () => {
    test('append adds every row, equal ones too, with its children', async (bed) => {
      const visit = { page: '/', clicks: [{ target: 'a' }, { target: 'b' }] }
      const first = await bed.load(visits, [visit, visit])
      const second = await bed.load(visits, [visit])
      expect(await bed.records(visits)).toEqual([visit, visit, visit])
      expect([countsOf(first), countsOf(second)]).toEqual([{ inserted: 2 }, { inserted: 1 }])
      expect(tableCountsOf(first, 'clicks')).toEqual({ inserted: 4 })
    })

    test('rows of many batches are all added', async (bed) => {
      await using run = await bed.open()
      await run.create(visits)
      const partition = await run.begin(visits)
      for (let batch = 0; batch < 5; batch += 1) {
        await partition.stage(...Array.from({ length: 400 }, (_, row) => ({ page: `${batch}/${row}` })))
      }
      expect(countsOf(await partition.publish())).toEqual({ inserted: 2000 })
      expect(new Set((await bed.records(visits)).map(({ page }) => page)).size).toBe(2000)
    })

    test('appended rows say in which run they were written', async (bed) => {
      await bed.load(visits, [{ page: '/' }])
      const [before] = await bed.rows('visits')
      await bed.load(visits, [{ page: '/' }])
      const rows = await bed.rows('visits')
      const kept = rows.find((row) => row[systemColumns.id] === before?.[systemColumns.id])
      expect(kept).toEqual(before)
      expect(new Set(rows.map((row) => row[systemColumns.run])).size).toBe(2)
    })

    test('replace deletes the rows of its partitions only, children included', async (bed) => {
      await using run = await bed.open()
      await run.create(visits)
      for (const partition of ['may', 'june']) {
        const old = await run.begin(visits, partition)
        await old.stage({ page: `old ${partition}`, clicks: [{ target: partition }] })
        await old.publish()
      }
      const june = await run.begin(visits, 'june')
      await june.stage({ page: 'new june' })
      const outcome = await june.publish({ how: 'replace' })
      expect(inTextOrder(await bed.records(visits))).toEqual([
        { page: 'old may', clicks: [{ target: 'may' }] },
        { page: 'new june' },
      ])
      expect(outcome.inserted).toBe(1)
      expect(tableCountsOf(outcome, '')).toEqual({ inserted: 1, deleted: 1 })
      expect(tableCountsOf(outcome, 'clicks')).toEqual({ deleted: 1 })
    })

    test('replace by an empty partition leaves none of its rows', async (bed) => {
      await bed.load(visits, [{ page: '/' }])
      await bed.load(visits, [], { how: 'replace' })
      expect(await bed.records(visits)).toEqual([])
    })

    test('a generation replaces all its partitions at once, and no other', async (bed) => {
      await using run = await bed.open()
      await run.create(visits)
      const old = await Promise.all(['april', 'may', 'june'].map((partition) => run.begin(visits, partition)))
      for (const partition of old) await partition.stage({ page: `old ${partition.partition}` })
      const [april, may, june] = old.map((partition) => partition.plan())
      if (april !== undefined && may !== undefined && june !== undefined) {
        await run.publish([together(april, may, june)])
      }
      const generation = await run.beginGeneration(visits, { partitions: ['may', 'june'] })
      for (const name of ['may', 'june']) {
        const partition = await run.begin(visits, name, generation)
        await partition.stage({ page: `new ${name}` })
        await partition.stageDurably({ isDone: true })
      }
      await run.publish([streamPlan(visits, { how: 'replace', generation: generation.id })])
      const pages = (await bed.records(visits)).map(({ page }) => page)
      expect(inTextOrder(pages)).toEqual(['new june', 'new may', 'old april'])
    })
  })
}
