import type { FaultStores } from '../fault-bench/fault-subject.ts'
import type { SuiteRunner } from '../suite-runner-types.ts'

/** What a group registers its tests with. */
export interface FaultGroupContext {
  readonly runner: SuiteRunner
  readonly stores: FaultStores
  /** One moment in so many is tried. */
  readonly every: number
}

export const faultTestTimeoutInMs = 600_000

/** The moments to try of so many; which ones depends on the place of the scenario among all. */
export function chooseMoments(count: number, every: number, place: number): readonly number[] {
  const step = Math.min(every, count)
  return Array.from({ length: count }, (_, moment) => moment).filter((moment) => moment % step === place % step)
}
