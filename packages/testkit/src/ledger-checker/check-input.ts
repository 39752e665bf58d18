import type { RunRecord } from '@millrace/core/plugin'
import type { LedgerFacts } from './ledger-facts.ts'

/** (g) After a full run without a filter everything that came in either stands or is a reject. */
export function checkInput(facts: LedgerFacts, run: RunRecord, input: number): readonly string[] {
  const stream = run.streams[facts.stream]
  if (run.status !== 'succeeded' || stream?.mode !== 'full' || stream.filtered > 0) return []
  const standing = facts.rows['']?.length ?? 0
  const rejects = facts.state?.rejects ?? 0
  return [
    ...(standing + rejects === input
      ? []
      : [`${input} records are at the source, but ${standing} stand and ${rejects} are rejects`]),
    ...(facts.state?.generation === undefined ? [] : ['the full run succeeded, but its generation is still open']),
  ]
}
