import type { FaultScenario } from '../fault-bench/fault-scenarios.ts'
import { inScenario } from '../fault-bench/in-scenario.ts'
import { memoryStores } from '../fault-bench/memory-stores.ts'
import { markRun } from './mark-run.ts'

/** Names of the marks of a run that nobody kills, in their order. */
export async function listMarks(scenario: FaultScenario): Promise<readonly string[]> {
  const names: string[] = []
  const marks = markRun((name) => names.push(name))
  const synthetic = { ...scenario.synthetic, onMark: marks.onSource }
  await inScenario(memoryStores(), { ...scenario, synthetic }, async (bench) => {
    // Those of the run before do not count.
    names.length = 0
    await bench.succeed({ wrap: marks.wrap })
  })
  return names
}
