import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { runPipeline } from '@millrace/core'
import type { Destination } from '@millrace/core/plugin'
import { faultPipeline } from '../fault-bench/fault-pipeline.ts'
import { faultScenarios } from '../fault-bench/fault-scenarios.ts'
import { syntheticSource } from '../synthetic-source/synthetic-source.ts'
import { tellingDescriptor } from './kill-order.ts'
import type { ChildLine, KillOrder } from './kill-order.ts'
import { markRun } from './mark-run.ts'

export interface KillChildOptions {
  /** Opens the store of this name, which `FaultStores.create` made in another process. */
  readonly open: (store: string) => Promise<Destination> | Destination
}

/**
 * The whole program of a child that `killSuite` starts: carries out one run, and ends the process. It does nothing in
 * a process that was not started by the suite.
 */
export async function runKillChild({ open }: KillChildOptions): Promise<void> {
  const [, , argument] = process.argv
  if (argument === undefined) return
  const order = JSON.parse(argument) as KillOrder
  const scenario = faultScenarios.find(({ name }) => name === order.scenario)
  if (scenario === undefined) throw new Error(`there is no scenario '${order.scenario}' in this version of the testkit`)

  const { kind } = scenario
  const marks = markRun(stopAt(order.fatal))
  const synthetic = syntheticSource({
    ...scenario.synthetic,
    ...order.history,
    onMark(mark) {
      if (mark.type === 'savepoint-acknowledged') {
        tell({ type: 'acknowledged', partition: mark.partition, savepoint: mark.savepoint })
      }
      marks.onSource(mark)
    },
  })
  const destination = marks.wrap(await open(order.store))
  // Node does it at the end of a process, which a killed one never sees.
  flushCompileCache()
  tell({ type: 'started' })
  const [outcome] = await Promise.allSettled([
    runPipeline(faultPipeline({ synthetic, destination, stream: kind.stream, pipeline: kind.pipeline })),
  ])
  tell({ type: 'ended', error: outcome.status === 'fulfilled' ? null : String(outcome.reason) })
  // Whatever the destination still holds open would keep the process alive.
  process.exit()
}

function stopAt(fatal: KillOrder['fatal']): (name: string) => void {
  let met = 0
  return (name) => {
    if (name !== fatal?.name) return
    met += 1
    if (met === fatal.occurrence) waitToBeKilled()
  }
}

/** Stops this thread, not those on which a driver may be at work. */
function waitToBeKilled(): void {
  tell({ type: 'waiting' })
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

/** Synchronously: what was told is out before anything else happens. */
function tell(line: ChildLine): void {
  writeSync(tellingDescriptor, `${JSON.stringify(line)}\n`)
}
