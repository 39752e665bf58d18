import { InvalidOptionsError } from '@millrace/core'
import { checkSchedule } from '../model/check-schedule.ts'
import type { AccountRecord } from '../store/records.ts'
import type { PipelineEdit } from './pipeline-view.ts'

/** Throws `InvalidOptionsError` for a schedule that cannot be, or that the account does not allow. */
export function requireSchedule(
  wanted: Pick<PipelineEdit, 'period' | 'cron'>,
  account: AccountRecord,
  now: Date,
): void {
  const problems = checkSchedule(wanted, { shortestPeriod: account.shortestPeriod, now })
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

/** Throws for a name that says nothing. */
export function requireName(name: string): void {
  if (typeof name === 'string' && name.trim() !== '') return
  throw new InvalidOptionsError([{ path: 'name', message: 'must be a text that is not empty' }])
}
