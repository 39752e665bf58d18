import type { FaultStores } from '../fault-bench/fault-subject.ts'
import { faultScenarios } from '../fault-bench/fault-scenarios.ts'
import type { SuiteRunner } from '../suite-runner-types.ts'
import { chooseKills } from './choose-kills.ts'
import { killChildren } from './kill-children.ts'
import { listMarks } from './list-marks.ts'
import type { ChildProgram } from './run-child.ts'

export interface KillSuiteOptions extends ChildProgram {
  readonly stores: FaultStores
  /**
   * How many times that is tried in all; a sample goes through all scenarios and all kinds of marks. `all`: at every
   * mark of every scenario, and at ten random times of each, which may take hours. Default 40.
   */
  readonly kills?: number | 'all'
  /** What is chosen follows from it. Default 1. */
  readonly seed?: number
}

const timeoutOfKillInMs = 60_000
const timeoutOfAllInMs = 3_600_000

/**
 * Registers tests that kill runs in processes of their own by SIGKILL, with the author's own test runner:
 * `killSuite({ describe, test, expect }, { stores, child })`.
 */
export function killSuite({ describe, test, expect }: SuiteRunner, options: KillSuiteOptions): void {
  const { stores, kills = 40, seed = 1, ...program } = options
  describe('a process is killed, and the next ones go on', () => {
    for (const [place, scenario] of faultScenarios.entries()) {
      if (kills !== 'all' && place >= kills) break
      const trial = { stores, program, scenario }
      const run = async (): Promise<void> => {
        const marks = await listMarks(scenario)
        const chosen = chooseKills({ seed, place, places: faultScenarios.length, marks, kills })
        const violations: string[] = []
        for (const [index, series] of chosen.entries()) {
          violations.push(...(await killChildren(trial, series, seed + place + index)))
        }
        expect(chosen.length).toBeGreaterThan(0)
        expect(violations).toEqual([])
      }
      const ownKills = kills === 'all' ? 0 : Math.ceil(kills / faultScenarios.length)
      test(scenario.name, run, kills === 'all' ? timeoutOfAllInMs : ownKills * timeoutOfKillInMs)
    }
  })
}
