import { InvalidOptionsError } from '@millrace/core/plugin'
import type { OptionProblem } from '@millrace/core/plugin'
import { keylessPoison, poisonKinds } from './poison.ts'
import type { SyntheticOptions } from './synthetic-options.ts'

/** Throws an `InvalidOptionsError` for options that contradict each other. */
export function checkSyntheticOptions(options: SyntheticOptions): void {
  const problems: OptionProblem[] = []
  const demand = (isMet: boolean, path: string, message: string): void => {
    if (!isMet) problems.push({ path, message })
  }
  const isKeyless = options.key === 'none'
  const kinds = options.poison?.kinds ?? poisonKinds
  demand(isCount(options.rows ?? 0), 'rows', 'a whole number from 0')
  demand(isCount(options.partitions ?? 0), 'partitions', 'a whole number from 0')
  demand((options.pageSize ?? 10) >= 1, 'pageSize', 'a whole number from 1')
  demand((options.ties ?? 1) >= 1, 'ties', 'a whole number from 1')
  demand(!isKeyless || options.incremental !== 'cursor', 'key', 'a cursor stream needs a key: merging goes by it')
  demand(!isKeyless || options.faults?.duplicates === undefined, 'key', 'without a key there are no duplicates')
  demand(
    !isKeyless || !kinds.some((kind) => keylessPoison.includes(kind)) || options.poison === undefined,
    'poison',
    'without a key these kinds mean nothing: nullKey, missingKey, notAnObject',
  )
  demand(
    options.scopes === undefined || options.incremental !== 'cursor',
    'scopes',
    'a cursor stream reads by time, not by window',
  )
  demand(options.scopes === undefined || options.scopes.windows >= 1, 'scopes.windows', 'a whole number from 1')
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
