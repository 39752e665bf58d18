import type { OptionProblem } from '@millrace/core'
import { findCronProblem, shortestGap } from './cron.ts'
import { isPeriod, periods } from './period.ts'
import type { Period } from './period.ts'

/** What an account allows. */
export interface ScheduleLimits {
  /** The shortest period that a pipeline may have. Null: any. */
  readonly shortestPeriod: Period | null
  /** The store's time. */
  readonly now: Date
}

/**
 * What is wrong with a schedule that somebody asks for: `{ period }`, `{ cron: { expression, timeZone } }`, or neither.
 * An empty list means that it can be stored.
 */
export function checkSchedule(
  wanted: { readonly period?: unknown; readonly cron?: unknown },
  limits: ScheduleLimits,
): readonly OptionProblem[] {
  const { period = null, cron = null } = wanted
  if (period !== null && cron !== null) {
    return [{ path: 'cron', message: 'goes without a period: set one of them to null' }]
  }
  if (cron !== null) return checkCron(cron, limits)
  return period === null ? [] : checkPeriod(period, limits)
}

function checkPeriod(period: unknown, { shortestPeriod }: ScheduleLimits): readonly OptionProblem[] {
  const allowed = Object.keys(periods).filter(
    (name) => isPeriod(name) && (shortestPeriod === null || periods[name] >= periods[shortestPeriod]),
  )
  const list = allowed.map((name) => `"${name}"`).join(', ')
  if (!isPeriod(period)) return [{ path: 'period', message: `must be null or one of: ${list}` }]
  if (allowed.includes(period)) return []
  return [{ path: 'period', message: `is shorter than this account allows; allowed are: ${list}` }]
}

function checkCron(cron: unknown, { shortestPeriod, now }: ScheduleLimits): readonly OptionProblem[] {
  if (!isCron(cron)) return [{ path: 'cron', message: 'must be null or { expression, timeZone }, both texts' }]
  const problem = findCronProblem(cron, now)
  if (problem !== undefined) return [{ path: `cron.${problem.path}`, message: problem.message }]
  if (shortestPeriod === null || shortestGap(cron, now) >= periods[shortestPeriod]) return []
  return [{ path: 'cron.expression', message: `runs more often than this account allows, every "${shortestPeriod}"` }]
}

function isCron(cron: unknown): cron is { readonly expression: string; readonly timeZone: string } {
  return (
    typeof cron === 'object' &&
    cron !== null &&
    'expression' in cron &&
    typeof cron.expression === 'string' &&
    'timeZone' in cron &&
    typeof cron.timeZone === 'string'
  )
}
