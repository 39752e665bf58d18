import type { RowScope } from '@millrace/core/plugin'
import { stations } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestBed } from '../test-bed.ts'

const north: RowScope = [{ column: 'region', operator: '=', value: 'north' }]
const nothing = { scopes: [] }

async function loadStations(bed: TestBed): Promise<void> {
  await bed.load(
    stations,
    [1, 2, 3].map((id) => ({ id, name: `s${id}`, region: 'north', level: id })),
  )
}

/** Reads station 1 in a run of its own, and claims the north complete. */
async function claimNorth(bed: TestBed, hasEnded: boolean): Promise<void> {
  await using run = await bed.open()
  const partition = await run.begin(stations)
  await partition.stage({ id: 1, name: 's1', region: 'north', level: 1 })
  await partition.publish({ keepsSeen: true, scopes: [north], hasEnded, savepoint: 1 })
}

/** Scopes that were claimed complete are kept as long as the keys seen: a run that stops in between loses neither. */
export function claimsGroup({ expect, group, test }: Suite): void {
  group('claims', () => {
    test('a scope claimed by a read that did not end is kept for the run that continues it', async (bed) => {
      await loadStations(bed)
      await claimNorth(bed, false)
      await using run = await bed.open()
      const partition = await run.begin(stations)
      expect(partition.attempt.isContinued).toBe(true)
      await partition.stage({ id: 2, name: 's2', region: 'north', level: 2 })
      expect((await run.findMissing(stations, nothing)).missing).toBe(1)
      expect(await run.missingKeys(stations)).toEqual([[3]])
    })

    test('a scope claimed by a read that ended is forgotten by the next run', async (bed) => {
      await loadStations(bed)
      await claimNorth(bed, true)
      await using run = await bed.open()
      const partition = await run.begin(stations)
      expect(partition.attempt.isContinued).toBe(false)
      expect((await run.findMissing(stations, nothing)).missing).toBe(0)
    })

    test('a scope claimed with a durable staging is kept with the generation', async (bed) => {
      await loadStations(bed)
      {
        await using run = await bed.open()
        const generation = await run.beginGeneration(stations)
        const partition = await run.begin(stations, '', generation)
        await partition.stage({ id: 1, name: 's1', region: 'north', level: 1 })
        await partition.stageDurably({ scopes: [north], savepoint: 1 })
      }
      await using run = await bed.open()
      expect((await run.findMissing(stations, nothing)).missing).toBe(2)
      expect(await run.missingKeys(stations)).toEqual([[2], [3]])
    })

    test('a stream says whether any row stands', async (bed) => {
      {
        await using run = await bed.open()
        await run.create(stations)
        expect((await run.read(stations)).hasRows).toBe(false)
      }
      await loadStations(bed)
      await using run = await bed.open()
      expect((await run.read(stations)).hasRows).toBe(true)
    })
  })
}
