import type { FaultStores } from '../fault-bench/fault-subject.ts'
import type { FaultBench } from '../fault-bench/fault-bench.ts'
import type { FaultScenario } from '../fault-bench/fault-scenarios.ts'
import { runChild } from './run-child.ts'
import type { ChildEnd, ChildProgram, ChildRequest } from './run-child.ts'

/** What is needed for trying out a scenario with children. */
export interface ChildTrial {
  readonly stores: FaultStores
  readonly program: ChildProgram
  readonly scenario: FaultScenario
}

export interface ChildRun {
  readonly bench: FaultBench
  readonly store: string
  readonly fatal?: ChildRequest['order']['fatal']
  readonly killAfterInMs?: ChildRequest['killAfterInMs']
}

/** The next run of a bench, in a child. Meanwhile the store is closed here; what is acknowledged there counts here, too. */
export async function runInChild(
  { program, scenario }: ChildTrial,
  { bench, store, fatal, killAfterInMs }: ChildRun,
): Promise<ChildEnd> {
  const { synthetic } = bench
  const order = {
    store,
    scenario: scenario.name,
    history: synthetic.history(),
    ...(fatal === undefined ? {} : { fatal }),
  }
  const end = await bench.whileClosed(() => runChild({ program, order, killAfterInMs }))
  for (const { partition, savepoint } of end.acknowledged) synthetic.acknowledge(partition, savepoint)
  return end
}
