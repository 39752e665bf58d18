import type { LedgerFacts } from './ledger-facts.ts'

/** (f) After a run nothing is staged to which no savepoint refers. */
export function checkStaging({ staging, state }: LedgerFacts): readonly string[] {
  const generation = state?.generation
  return (staging ?? []).flatMap((staged) => {
    const where = staged.partition === '' ? 'rows are staged' : `rows of partition ${staged.partition} are staged`
    if (staged.generation === undefined) return [`${where} outside of a generation, and no run lives`]
    if (staged.generation !== generation?.id) return [`${where} for a generation that is not open`]
    const known = generation.partitions.find(({ partition }) => partition === staged.partition)
    return known === undefined || known.sequence === 0
      ? [`${where}, but no savepoint of the generation refers to it`]
      : []
  })
}
