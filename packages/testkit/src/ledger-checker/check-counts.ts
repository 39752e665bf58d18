import { stepNames } from '@millrace/core/plugin'
import type { LedgerCounts, RunRecord, StreamRecord } from '@millrace/core/plugin'

type CountName = keyof LedgerCounts

const brought: readonly CountName[] = ['read', 'retried', 'carried']
const settled: readonly CountName[] = [
  'filtered',
  'rejected',
  'superseded',
  'inserted',
  'updated',
  'unchanged',
  'pending',
  'discarded',
]
const gone: readonly CountName[] = ['missing', 'deletedBySource', 'deletedByFilter']
const dealtWith: readonly CountName[] = ['deleted', 'marked', 'kept', 'alive', 'unknown']

/** (d) The ledger of a run that has ended balances, and so do its steps. */
export function checkCounts(run: RunRecord): readonly string[] {
  const streams = Object.entries(run.streams).flatMap(([name, stream]) => [
    ...checkNumbers(name, stream),
    ...checkBalance(name, stream, brought, settled),
    ...checkBalance(name, stream, gone, dealtWith),
  ])
  return [...streams, ...checkSteps(run)]
}

function checkNumbers(name: string, stream: StreamRecord): readonly string[] {
  return [...brought, ...settled, ...gone, ...dealtWith]
    .filter((count) => !Number.isSafeInteger(stream[count]) || stream[count] < 0)
    .map((count) => `stream ${name}: '${count}' is ${String(stream[count])}, not a whole number from 0`)
}

function checkBalance(
  name: string,
  stream: StreamRecord,
  left: readonly CountName[],
  right: readonly CountName[],
): readonly string[] {
  const sum = (counts: readonly CountName[]): number => counts.reduce((total, count) => total + stream[count], 0)
  if (sum(left) === sum(right)) return []
  const inText = (counts: readonly CountName[]): string =>
    counts.map((count) => `${count} ${stream[count]}`).join(' + ')
  return [`stream ${name}: the ledger does not balance: ${inText(left)} ≠ ${inText(right)}`]
}

function checkSteps(run: RunRecord): readonly string[] {
  return stepNames.slice(1).flatMap((step, index) => {
    const before = stepNames[index] ?? 'receive'
    const { passed, failed } = run.steps[step]
    const entered = run.steps[before].passed
    return passed + failed === entered
      ? []
      : [`step ${step}: ${passed} passed and ${failed} failed, but ${entered} passed the step ${before} before it`]
  })
}
