import { UnbalancedLedgerError } from '../../contract/errors/unbalanced-ledger-error.ts'
import type { LedgerCounts, StepName, Steps } from '../../contract/run-record.ts'
import { stepNames } from '../../contract/run-record.ts'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Counts that are still changing. */
export type Counts = Writable<LedgerCounts>
export type FailedSteps = Record<StepName, number>

export function noCounts(): Counts {
  return {
    read: 0,
    retried: 0,
    carried: 0,
    filtered: 0,
    rejected: 0,
    superseded: 0,
    inserted: 0,
    updated: 0,
    unchanged: 0,
    pending: 0,
    discarded: 0,
    missing: 0,
    deletedBySource: 0,
    deletedByFilter: 0,
    deleted: 0,
    marked: 0,
    kept: 0,
    alive: 0,
    unknown: 0,
  }
}

export function noFailures(): FailedSteps {
  return { receive: 0, inputValidation: 0, filter: 0, transformation: 0, outputValidation: 0, finalize: 0 }
}

export function addCounts(target: Counts, source: Partial<LedgerCounts>): void {
  for (const [name, count] of Object.entries(source)) {
    if (name in target) target[name as keyof Counts] += count
  }
}

export function addFailures(target: FailedSteps, source: FailedSteps): void {
  for (const step of stepNames) target[step] += source[step]
}

/** Throws unless the counts of a stream add up as `LedgerCounts` says. */
export function requireBalance(stream: string, counts: LedgerCounts): void {
  const came = counts.read + counts.retried + counts.carried
  const went =
    counts.filtered +
    counts.rejected +
    counts.superseded +
    counts.inserted +
    counts.updated +
    counts.unchanged +
    counts.pending +
    counts.discarded
  const toDelete = counts.missing + counts.deletedBySource + counts.deletedByFilter
  const settled = counts.deleted + counts.marked + counts.kept + counts.alive + counts.unknown
  if (came === went && toDelete === settled) return
  throw new UnbalancedLedgerError(
    `the ledger of stream ${stream} does not balance: ${came} records came and ${went} are accounted for; ` +
      `${toDelete} deletions were due and ${settled} are accounted for. Nothing of this commit was kept`,
  )
}

/**
 * Passed and failed per step. What one step passes, the next one gets; records that were discarded are left out,
 * since they are read again.
 */
export function toSteps(counts: LedgerCounts, failed: FailedSteps): Steps {
  let reached = counts.read + counts.retried + counts.carried - counts.discarded
  const steps = stepNames.map((step) => {
    reached -= failed[step]
    return [step, { passed: reached, failed: failed[step] }] as const
  })
  return Object.fromEntries(steps) as Steps
}
