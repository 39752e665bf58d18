import type { PipelineOptions } from '@millrace/core'
import { FaultProxy } from '@millrace/testkit'
import type { FaultBench, ProxyFault } from '@millrace/testkit'
import type { PostgresOptions } from '../../../src/index.ts'
import { createDatabase } from '../../support/test-database.ts'
import type { Load } from './loads.ts'
import { closeBench, loadPrior, openBench } from './open-bench.ts'
import { survive } from './survive.ts'

/** What passes in a run that nothing happens to. */
export interface Traffic {
  readonly toServer: number
  readonly toClient: number
  readonly commits: number
}

export interface TrialOptions {
  /** Of the run that the fault comes over. */
  readonly pipeline?: Partial<PipelineOptions>
  readonly destination?: Partial<PostgresOptions>
}

/** A bench over prior rows, with a proxy between the destination and its server. */
export async function throughProxy<Answer>(
  load: Load,
  { destination }: Pick<TrialOptions, 'destination'>,
  work: (proxy: FaultProxy, bench: FaultBench) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly leaks: readonly string[] }> {
  const database = await createDatabase()
  await using proxy = await FaultProxy.open({ target: database.connectionString, protocol: 'postgres' })
  const bench = await openBench({
    load,
    database,
    address: proxy.reroute(database.connectionString),
    ...(destination === undefined ? {} : { destination }),
  })
  let answer: Answer
  try {
    await loadPrior(bench)
    answer = await work(proxy, bench)
  } catch (error) {
    await closeBench(bench, database)
    throw error
  }
  return { answer, leaks: await closeBench(bench, database) }
}

export async function measureTraffic(load: Load): Promise<Traffic> {
  const { answer } = await throughProxy(load, {}, async (proxy, bench) => {
    const before = { ...proxy.passed, commits: proxy.commits }
    await bench.succeed()
    const { toServer, toClient } = proxy.passed
    return {
      toServer: toServer - before.toServer,
      toClient: toClient - before.toClient,
      commits: proxy.commits - before.commits,
    }
  })
  return answer
}

/** A run that a fault comes over. Answers all that is wrong, then and later. */
export async function tryFault(load: Load, fault: ProxyFault, options: TrialOptions = {}): Promise<readonly string[]> {
  const { answer, leaks } = await throughProxy(load, options, async (proxy, bench) => {
    const injected = proxy.inject(fault)
    const ended = await bench.run(options.pipeline === undefined ? {} : { pipeline: options.pipeline })
    const { hasHappened } = injected
    proxy.heal()
    const problems = await survive(bench, load, ended, { canClose: fault.type !== 'blackHole' })
    return hasHappened ? problems : [...problems, 'it never happened']
  })
  return [...answer, ...leaks].map((problem) => `${JSON.stringify(fault)}: ${problem}`)
}
