import { stepNames } from '@millrace/core'
import type { RunRecord, RunResult, RunWarning, Steps, TableCounts } from '@millrace/core'
import type { RunRow } from '../store/records.ts'
import type { RunCounts } from './run-outcome.ts'

/** The counts of an engine's run. */
export function countsOf({ steps, streams, warnings }: RunResult | RunRecord): RunCounts {
  const all = Object.values(streams)
  return {
    steps,
    tables: Object.assign({}, ...all.map(({ tables }) => tables)) as RunCounts['tables'],
    warnings,
    carried: all.reduce((sum, { carried }) => sum + carried, 0),
    pending: all.reduce((sum, { pending }) => sum + pending, 0),
  }
}

/** The counts of a run with those of another part of it. What was staged by one part and published by the next is one. */
export function addCounts(
  row: Pick<RunRow, 'steps' | 'tables' | 'warnings' | 'pending'>,
  counts: RunCounts | undefined,
): Pick<RunRow, 'steps' | 'tables' | 'warnings' | 'pending'> {
  if (counts === undefined) return { steps: row.steps, tables: row.tables, warnings: row.warnings }
  const counted = Math.min(counts.carried, row.pending ?? 0)
  const steps = stepNames.map((name) => {
    const [before, now] = [row.steps[name], counts.steps[name]]
    return [name, { passed: before.passed + now.passed - counted, failed: before.failed + now.failed }] as const
  })
  return {
    steps: Object.fromEntries(steps) as Steps,
    tables: addTables(row.tables, counts.tables),
    warnings: uniteWarnings(row.warnings, counts.warnings),
    pending: counts.pending,
  }
}

function addTables(before: RunRow['tables'], now: RunRow['tables']): RunRow['tables'] {
  const entries = Object.entries(now).map(([path, table]): [string, TableCounts] => {
    const old = before[path]
    if (old === undefined) return [path, table]
    const { name, inserted, updated, deleted } = table
    const sum = {
      inserted: old.inserted + inserted,
      updated: old.updated + updated,
      deleted: old.deleted + deleted,
    }
    return [path, { name, ...sum }]
  })
  return { ...before, ...Object.fromEntries(entries) }
}

function uniteWarnings(before: readonly RunWarning[], now: readonly RunWarning[]): readonly RunWarning[] {
  const known = new Set(before.map((warning) => JSON.stringify(warning)))
  return [...before, ...now.filter((warning) => !known.has(JSON.stringify(warning)))]
}

/** Warnings repeat what sources and destinations say. */
export function cleanCounts(counts: RunCounts, clean: (text: string) => string): RunCounts {
  const warnings = counts.warnings.map((warning) => ({ ...warning, message: clean(warning.message) }))
  return { ...counts, warnings }
}
