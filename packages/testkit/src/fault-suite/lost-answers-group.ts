import { faultScenario } from '../fault-bench/fault-scenarios.ts'
import type { LoadKind } from '../fault-bench/load-kind.ts'
import { loadKinds } from '../fault-bench/load-kinds.ts'
import { chooseMoments, faultTestTimeoutInMs } from './fault-group.ts'
import type { FaultGroupContext } from './fault-group.ts'
import { countAnswers, loseAnswer, loseAnswerOfAppend } from './lose-answer.ts'

/** Loads whose partitions have no point to go on from are read again from their beginning. */
const withoutSavepoints: Readonly<Record<string, LoadKind>> = Object.fromEntries(
  Object.entries(loadKinds)
    .filter(([, { stream }]) => stream.mode === 'full')
    .map(([name, kind]) => [`${name}, without savepoints`, withoutSavepointsOf(kind)]),
)

const scenarios = Object.entries({ ...loadKinds, ...withoutSavepoints }).flatMap(([name, kind]) =>
  [false, true].map((hasPrior) => faultScenario(name, kind, { synthetic: { isPruned: kind.acknowledges }, hasPrior })),
)

const appends = Object.entries(withoutSavepoints)
  .filter(([, { synthetic }]) => synthetic.key === 'none')
  .map(([name, kind]) => {
    const append: LoadKind = { ...kind, stream: { mode: 'append' } }
    return faultScenario(`append, ${name}`, append, { synthetic: {}, hasPrior: false })
  })

export function lostAnswersGroup({ runner, stores, every }: FaultGroupContext): void {
  const { describe, test, expect } = runner
  const register = (trial: typeof loseAnswer, scenario: (typeof scenarios)[number], place: number): void => {
    const run = async (): Promise<void> => {
      const total = await countAnswers(scenario)
      const violations: string[] = []
      for (const lost of chooseMoments(total, every, place)) violations.push(...(await trial(stores, scenario, lost)))
      expect(total).toBeGreaterThan(10)
      expect(violations).toEqual([])
    }
    test(scenario.name, run, faultTestTimeoutInMs)
  }
  describe('every answer is lost once', () => {
    for (const [place, scenario] of scenarios.entries()) register(loseAnswer, scenario, place)
  })
  describe('rows with neither key nor savepoints are added once, or the run fails', () => {
    for (const [place, scenario] of appends.entries()) register(loseAnswerOfAppend, scenario, place)
  })
}

function withoutSavepointsOf(kind: LoadKind): LoadKind {
  const synthetic = Object.fromEntries(Object.entries(kind.synthetic).filter(([name]) => name !== 'savepointEvery'))
  return { ...kind, synthetic, truth: 'everything' }
}
