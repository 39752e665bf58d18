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

/**
 * A run that a fault comes over. Answers all that is wrong, then and later. How much passes differs a little from run to run:
 * a fault that came too late to happen is tried again earlier.
 */
export async function tryFault(load: Load, fault: ProxyFault, options: TrialOptions = {}): Promise<readonly string[]> {
  const { problems, hasHappened } = await tryOnce(load, fault, options)
  if (hasHappened || problems.length > 0) return problems
  if (!('afterBytes' in fault) || fault.afterBytes === 0) return [`${JSON.stringify(fault)}: it never happened`]
  return tryFault(load, { ...fault, afterBytes: Math.floor(fault.afterBytes * 0.8) }, options)
}

interface Trial {
  readonly problems: readonly string[]
  readonly hasHappened: boolean
}

async function tryOnce(load: Load, fault: ProxyFault, options: TrialOptions): Promise<Trial> {
  const { answer, leaks } = await throughProxy(load, options, async (proxy, bench) => {
    const injected = proxy.inject(fault)
    const ended = await bench.run(options.pipeline === undefined ? {} : { pipeline: options.pipeline })
    const { hasHappened } = injected
    proxy.heal()
    return { hasHappened, problems: await survive(bench, load, ended, { canClose: fault.type !== 'blackHole' }) }
  })
  const problems = [...answer.problems, ...leaks].map((problem) => `${JSON.stringify(fault)}: ${problem}`)
  return { problems, hasHappened: answer.hasHappened }
}
