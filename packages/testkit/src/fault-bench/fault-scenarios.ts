import type { SyntheticOptions } from '../synthetic-source/synthetic-options.ts'
import type { LoadKind } from './load-kind.ts'
import { loadKinds } from './load-kinds.ts'

/** What is loaded in which state of things. */
export interface FaultScenario {
  /** Says all of it. */
  readonly name: string
  readonly kind: LoadKind
  /** What the source is like. */
  readonly synthetic: SyntheticOptions
  /** An earlier run has left rows, and the source has changed since. */
  readonly hasPrior: boolean
}

/** Every way to load, at first and over prior rows; where the source is told what is durable, also with its forgetting. */
export const faultScenarios: readonly FaultScenario[] = [false, true].flatMap((hasPrior) =>
  Object.entries(loadKinds).flatMap(([name, kind]) =>
    (kind.acknowledges ? [false, true] : [false]).map((isPruned) =>
      faultScenario(isPruned ? `${name}, pruned` : name, kind, { synthetic: { isPruned }, hasPrior }),
    ),
  ),
)

/** One way to load, in one state of things. */
export function faultScenario(
  name: string,
  kind: LoadKind,
  { synthetic, hasPrior }: Pick<FaultScenario, 'synthetic' | 'hasPrior'>,
): FaultScenario {
  return {
    name: `${name}, ${hasPrior ? 'over prior rows' : 'first run'}`,
    kind,
    synthetic: { ...kind.synthetic, ...synthetic },
    hasPrior,
  }
}
