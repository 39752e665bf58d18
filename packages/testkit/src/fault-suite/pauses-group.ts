import { faultScenario } from '../fault-bench/fault-scenarios.ts'
import type { FaultScenario } from '../fault-bench/fault-scenarios.ts'
import type { FaultStores } from '../fault-bench/fault-subject.ts'
import { inScenario } from '../fault-bench/in-scenario.ts'
import { loadKinds } from '../fault-bench/load-kinds.ts'
import { lostRows } from '../fault-bench/lost-rows.ts'
import { faultTestTimeoutInMs } from './fault-group.ts'
import type { FaultGroupContext } from './fault-group.ts'

const until = new Date('2026-01-01T01:00:00Z')

// The last ones are written after the first run: there an incremental read meets them.
const rows = [1, 3, 4, 8, 9, 14, 15, 17, 18]

/** Savepoints that are rarer than parts: what came after the last one is read again. */
const scenarios = Object.entries(loadKinds).flatMap(([name, kind]) => {
  const synthetic = kind.synthetic.savepointEvery === undefined ? {} : { savepointEvery: 2 }
  return [false, true].map((hasPrior) => faultScenario(name, kind, { synthetic, hasPrior }))
})

export function pausesGroup({ runner, stores, every }: FaultGroupContext): void {
  const { describe, test, expect } = runner
  describe('a quota is used up at any row, and the next runs go on', () => {
    for (const [place, scenario] of scenarios.entries()) {
      const run = async (): Promise<void> => {
        const pauses: Pause[] = []
        const paused = (): number => pauses.filter(({ hasPaused }) => hasPaused).length
        for (const row of [...rows.slice(place % rows.length), ...rows.slice(0, place % rows.length)]) {
          if (paused() * every >= rows.length) break
          pauses.push(await pauseAt(stores, scenario, row))
        }
        expect(pauses.flatMap(({ violations }) => violations)).toEqual([])
        expect(paused()).toBeGreaterThan(0)
      }
      test(scenario.name, run, faultTestTimeoutInMs)
    }
  })
}

interface Pause {
  readonly violations: readonly string[]
  readonly hasPaused: boolean
}

function pauseAt(stores: FaultStores, scenario: FaultScenario, row: number): Promise<Pause> {
  const { kind } = scenario
  return inScenario(stores, scenario, async (bench) => {
    const violations: string[] = []
    const check = async (truth: typeof kind.truth, mayKeepRemoved: boolean): Promise<void> => {
      violations.push(...(await bench.check({ truth, mayKeepRemoved })))
      if (kind.synthetic.poison !== undefined) violations.push(...(await lostRows(bench)))
    }
    bench.synthetic.inject({ pauseAt: { row, until } })
    const { result } = await bench.run()
    await check(kind.truth, kind.keepsRemoved !== 'never')

    bench.world.update(2)
    await bench.succeed()
    await check(kind.truth, kind.keepsRemoved === 'always')
    await bench.succeed()
    await check(kind.quietTruth, kind.keepsRemoved === 'always')
    return {
      violations: violations.map((violation) => `paused at row ${row}: ${violation}`),
      hasPaused: result?.status === 'paused',
    }
  })
}
