import { createRandom } from '../synthetic-source/random.ts'
import type { FaultBench } from '../fault-bench/fault-bench.ts'
import type { FaultStores } from '../fault-bench/fault-subject.ts'
import { inScenario } from '../fault-bench/in-scenario.ts'
import type { FaultScenario } from '../fault-bench/fault-scenarios.ts'
import { KillSwitch } from '../fault-bench/kill-switch.ts'
import { isReading, markedDestination } from '../fault-bench/marked-destination.ts'
import type { OnMark } from '../fault-bench/marked-destination.ts'
import { memoryStores } from '../fault-bench/memory-stores.ts'
import { surviveKills } from '../fault-bench/survive-kills.ts'
import type { KilledRun } from '../fault-bench/survive-kills.ts'

/** Marks of a run that nobody kills. */
export function countMarks(scenario: FaultScenario): Promise<number> {
  return inScenario(memoryStores(), scenario, async (bench) => {
    const counter = new KillSwitch()
    await bench.succeed({ wrap: (destination) => markedDestination(destination, onChange(counter)) })
    return counter.marks
  })
}

/**
 * Kills a run at this mark, as far as that is possible inside a process: nothing it does from then on reaches the
 * destination, its session stays open, and the store is opened anew. Every fourth time the next run is killed, too.
 */
export function killInProcess(
  stores: FaultStores,
  scenario: FaultScenario,
  fatal: number,
  marks: number,
): Promise<readonly string[]> {
  const later = createRandom(fatal).integer(0, marks - 1)
  const first = async (bench: FaultBench): Promise<KilledRun> => {
    const killed = await killAt(bench, fatal)
    // Of the last marks there may be fewer: a partition that ends last is published with the stream.
    const mustMeet = fatal < marks - 4
    return mustMeet && killed.at === undefined
      ? { ...killed, problems: [...killed.problems, 'the mark was not met'] }
      : killed
  }
  const second = (bench: FaultBench): Promise<KilledRun> => killAt(bench, later)
  const kills = fatal % 4 === 0 ? [first, second] : [first]
  return inScenario(stores, scenario, (bench) => surviveKills({ bench, scenario, kills, seed: fatal }))
}

async function killAt(bench: FaultBench, fatal: number): Promise<KilledRun> {
  const kill = new KillSwitch(fatal)
  const { error } = await bench.run({ wrap: (destination) => markedDestination(destination, onChange(kill)) })
  await bench.whileClosed(() => undefined)
  const { killedAt } = kill
  if (killedAt === undefined) return { at: undefined, problems: error === undefined ? [] : [error.message] }
  // After its last publish a run only closes.
  const mustFail = killedAt.operation !== 'dispose'
  return {
    at: `mark ${fatal} (${killedAt.when} ${killedAt.operation})`,
    problems: mustFail && error === undefined ? ['the run did not fail'] : [],
  }
}

function onChange(kill: KillSwitch): OnMark {
  return (mark) => (isReading(mark) && kill.killedAt === undefined ? undefined : kill.onMark(mark))
}
