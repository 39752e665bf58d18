import { InvalidOptionsError } from '@millrace/core'
import type { OptionProblem } from '@millrace/core'
import type { HealthState } from './pipeline-state.ts'

/**
 * When failing runs warn, and when they switch a pipeline off. Runs that paused or were cancelled count for nothing, and neither
 * do those whose process died after a savepoint.
 */
export interface BreakerOptions {
  /** Failures in a row from which a pipeline is warned. Default 3. */
  readonly warnAfter?: number
  /** Share of the last runs that failed, from which it is warned as well: above 0, at most 1. Default 0.5. */
  readonly warnAtShare?: number
  /** How many runs the share is taken of; before there were so many it says nothing. Default 10. */
  readonly lastRuns?: number
  /** Failures in a row at which it is blocked. Default 10. */
  readonly blockAfter?: number
}

export type Breaker = Required<BreakerOptions>

/** How a run ended, as far as it says anything of a pipeline's health. */
export type RunVerdict =
  | { readonly type: 'succeeded' }
  /** The run's error text, which holds no values and no secrets. */
  | { readonly type: 'failed'; readonly error: string }

const defaults: Breaker = { warnAfter: 3, warnAtShare: 0.5, lastRuns: 10, blockAfter: 10 }

/** Fills in the defaults. Throws `InvalidOptionsError` with every problem. */
export function resolveBreaker(options: BreakerOptions = {}): Breaker {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const breaker: Breaker = { ...defaults, ...given }
  const problems: OptionProblem[] = (['warnAfter', 'lastRuns', 'blockAfter'] as const)
    .filter((name) => !Number.isSafeInteger(breaker[name]) || breaker[name] < 1)
    .map((name) => ({ path: `breaker.${name}`, message: 'must be a whole number from 1 on' }))
  if (!(breaker.warnAtShare > 0 && breaker.warnAtShare <= 1)) {
    problems.push({ path: 'breaker.warnAtShare', message: 'must be a number above 0, at most 1' })
  }
  if (breaker.lastRuns > maxLastRuns) {
    problems.push({ path: 'breaker.lastRuns', message: `must be at most ${maxLastRuns}: each of them is stored` })
  }
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  return breaker
}

const maxLastRuns = 1000

/** The health of a pipeline that never ran, or was enabled again. */
export function newHealth(): HealthState {
  return { failuresInARow: 0, recent: [], level: 'good', reason: null }
}

/** The health after a run. A success makes it good at once; how the runs before it ended still counts in the share. */
export function afterRun(health: HealthState, verdict: RunVerdict, breaker: Breaker): HealthState {
  const recent = [...health.recent, verdict.type === 'failed'].slice(-breaker.lastRuns)
  if (verdict.type === 'succeeded') return { ...newHealth(), recent }
  const failuresInARow = health.failuresInARow + 1
  const failed = recent.filter((hasFailed) => hasFailed).length
  const inARow = failuresInARow === 1 ? '1 run failed' : `${failuresInARow} runs in a row failed`
  const error = verdict.error === '' ? 'the run said nothing of why' : verdict.error
  if (failuresInARow >= breaker.blockAfter) {
    const reason = `${inARow}, so the pipeline was disabled; mend the cause and enable it again. The last error: ${error}`
    return { failuresInARow, recent, level: 'blocked', reason }
  }
  if (failuresInARow >= breaker.warnAfter) {
    return { failuresInARow, recent, level: 'warned', reason: `${inARow}. The last error: ${error}` }
  }
  if (recent.length === breaker.lastRuns && failed / recent.length >= breaker.warnAtShare) {
    const reason = `${failed} of the last ${recent.length} runs failed. The last error: ${error}`
    return { failuresInARow, recent, level: 'warned', reason }
  }
  return { failuresInARow, recent, level: 'good', reason: null }
}

/** What a user is told when health changes; undefined when there is nothing new. */
export function healthEvent(before: HealthState, after: HealthState): 'warned' | 'blocked' | 'recovered' | undefined {
  if (before.level === after.level) return undefined
  return after.level === 'good' ? 'recovered' : after.level
}
