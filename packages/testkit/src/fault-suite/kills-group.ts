import { faultScenarios } from '../fault-bench/fault-scenarios.ts'
import { chooseMoments, faultTestTimeoutInMs } from './fault-group.ts'
import type { FaultGroupContext } from './fault-group.ts'
import { countMarks, killInProcess } from './kill-in-process.ts'

export function killsGroup({ runner, stores, every }: FaultGroupContext): void {
  const { describe, test, expect } = runner
  describe('a run is killed at any mark, and the next ones go on', () => {
    for (const [place, scenario] of faultScenarios.entries()) {
      const run = async (): Promise<void> => {
        const marks = await countMarks(scenario)
        const violations: string[] = []
        for (const fatal of chooseMoments(marks, every, place)) {
          violations.push(...(await killInProcess(stores, scenario, fatal, marks)))
        }
        expect(marks).toBeGreaterThan(20)
        expect(violations).toEqual([])
      }
      test(scenario.name, run, faultTestTimeoutInMs)
    }
  })
}
