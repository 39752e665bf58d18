import type { LedgerFacts } from './ledger-facts.ts'

/** (e) At most one run lives, none after it has ended; a failed one says why. */
export function checkRuns({ pipeline }: LedgerFacts, moment: 'ended' | 'crashed'): readonly string[] {
  const { runs, isBusy } = pipeline
  const running = runs.filter(({ status }) => status === 'running')
  const problems: string[] = []
  if (running.length > 1) problems.push(`${running.length} runs are said to be running: ${listNumbers(running)}`)
  if (moment === 'ended') {
    if (running.length === 1) problems.push(`run ${listNumbers(running)} is said to be running, though it has ended`)
    if (isBusy) problems.push('the pipeline is held, though its run has ended')
  }
  if (new Set(runs.map(({ number }) => number)).size < runs.length) problems.push('two runs have the same number')
  for (const run of runs) {
    if ((run.status === 'failed') !== (run.error !== '')) {
      problems.push(`run ${run.number}: its status is ${run.status}, its error '${run.error}'`)
    }
    if ((run.status === 'running') !== (run.endedAt === null)) {
      problems.push(`run ${run.number}: its status is ${run.status}, its end ${run.endedAt ?? 'open'}`)
    }
  }
  return problems
}

function listNumbers(runs: readonly { readonly number: number }[]): string {
  return runs.map(({ number }) => number).join(', ')
}
