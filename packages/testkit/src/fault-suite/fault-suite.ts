import type { FaultStores } from '../fault-bench/fault-subject.ts'
import type { SuiteRunner } from '../suite-runner-types.ts'
import type { FaultGroupContext } from './fault-group.ts'
import { killsGroup } from './kills-group.ts'
import { lostAnswersGroup } from './lost-answers-group.ts'
import { overtakenGroup } from './overtaken-group.ts'
import { pausesGroup } from './pauses-group.ts'

export type FaultGroup = 'kills' | 'lostAnswers' | 'overtaken' | 'pauses'

const groups: Readonly<Record<FaultGroup, (context: FaultGroupContext) => void>> = {
  /** Runs are killed at every mark, as far as that is possible inside a process. */
  kills: killsGroup,
  /** Every answer is lost once, after the work was done. */
  lostAnswers: lostAnswersGroup,
  /** Runs sleep at every mark until another one has taken their place. */
  overtaken: overtakenGroup,
  /** The source pauses at many rows. */
  pauses: pausesGroup,
}

export interface FaultSuiteOptions {
  readonly stores: FaultStores
  /** Which groups to register, to spread them over files. Default: all. */
  readonly groups?: readonly FaultGroup[]
  /** Tries one mark in so many; over all scenarios still all of them have their turn. Default 1. */
  readonly every?: number
}

/**
 * Registers tests in which something goes wrong at every moment of a run, inside this process, with the author's own
 * test runner: `faultSuite({ describe, test, expect }, { stores })`.
 */
export function faultSuite(runner: SuiteRunner, options: FaultSuiteOptions): void {
  const { stores, every = 1 } = options
  for (const group of options.groups ?? (Object.keys(groups) as FaultGroup[])) groups[group]({ runner, stores, every })
}
