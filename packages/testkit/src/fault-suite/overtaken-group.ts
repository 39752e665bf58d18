import { canonicalText } from '../canonical-text.ts'
import { causeCode } from '../fault-bench/fault-bench.ts'
import type { Ended, FaultBench } from '../fault-bench/fault-bench.ts'
import { faultPipelineId } from '../fault-bench/fault-pipeline.ts'
import { faultScenarios } from '../fault-bench/fault-scenarios.ts'
import type { FaultScenario } from '../fault-bench/fault-scenarios.ts'
import type { FaultStores } from '../fault-bench/fault-subject.ts'
import { inScenario } from '../fault-bench/in-scenario.ts'
import { markedDestination } from '../fault-bench/marked-destination.ts'
import type { Mark } from '../fault-bench/marked-destination.ts'
import { memoryStores } from '../fault-bench/memory-stores.ts'
import { chooseMoments, faultTestTimeoutInMs } from './fault-group.ts'
import type { FaultGroupContext } from './fault-group.ts'
import { Sleeper } from './sleeper.ts'

export function overtakenGroup({ runner, stores, every }: FaultGroupContext): void {
  const { describe, test, expect } = runner
  const scenarios = faultScenarios.filter(({ hasPrior, synthetic }) => hasPrior && synthetic.isPruned !== true)
  describe('a run that sleeps at any mark and is overtaken commits nothing any more', () => {
    for (const [place, scenario] of scenarios.entries()) {
      const run = async (): Promise<void> => {
        const marks = await countMarks(scenario)
        const violations: string[] = []
        // Marks come in pairs; before an operation and behind the one before it all is the same.
        for (const pair of chooseMoments(Math.floor(marks / 2) - 2, every, place)) {
          violations.push(...(await overtakeAt(stores, scenario, 2 * pair + 2)))
        }
        expect(marks).toBeGreaterThan(20)
        expect(violations).toEqual([])
      }
      test(scenario.name, run, faultTestTimeoutInMs)
    }
  })
}

function countMarks(scenario: FaultScenario): Promise<number> {
  return inScenario(memoryStores(), scenario, async (bench) => {
    const counter = new Sleeper()
    await bench.succeed({ wrap: (destination) => markedDestination(destination, counter.onMark) })
    return counter.marks
  })
}

function overtakeAt(stores: FaultStores, scenario: FaultScenario, mark: number): Promise<readonly string[]> {
  const { kind } = scenario
  return inScenario(stores, scenario, async (bench) => {
    const sleeper = new Sleeper(mark)
    const slept = bench.run({ wrap: (destination) => markedDestination(destination, sleeper.onMark) })
    await sleeper.asleep()
    await bench.passLease()
    bench.world.update(2)
    bench.world.write(1)
    await bench.succeed()
    const mayKeepRemoved = kind.keepsRemoved === 'always'
    const check = { truth: kind.truth, mayKeepRemoved }
    const problems = [...(await bench.check(check))]
    const before = await describeStore(bench)
    sleeper.wake()
    problems.push(...judgeSleeper(await slept, sleeper.sleepsAt))
    if (before !== (await describeStore(bench))) problems.push('the sleeper changed what stands')
    problems.push(...(await bench.check(check)))
    await bench.succeed()
    problems.push(...(await bench.check({ truth: kind.quietTruth, mayKeepRemoved })))
    return problems.map((problem) => `asleep at ${mark} (${String(sleeper.sleepsAt?.operation)}): ${problem}`)
  })
}

/** All that stands, as one text. */
async function describeStore(bench: FaultBench): Promise<string> {
  const { reader } = bench.subject
  const { streams } = await bench.inspect()
  const texts: string[] = []
  for (const { stream, schema, savepoints } of streams) {
    for (const { name } of schema.tables) texts.push(...(await reader.rows(name)).map(canonicalText).toSorted())
    texts.push(JSON.stringify([savepoints, await reader.rejects(stream, faultPipelineId)]))
  }
  return texts.join('\n')
}

/** Once its last publish is done a run has nothing left to lose. */
function judgeSleeper(ended: Ended, sleptAt: Mark | undefined): readonly string[] {
  if (ended.error === undefined) {
    return sleptAt?.operation === 'stage' || sleptAt?.operation === 'stagePartition' ? ['the sleeper succeeded'] : []
  }
  const code = causeCode(ended)
  return code === 'lease_lost' ? [] : [`the sleeper failed with ${String(code)}: ${ended.error.message}`]
}
