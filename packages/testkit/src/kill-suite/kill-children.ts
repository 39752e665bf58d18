import { inScenario } from '../fault-bench/in-scenario.ts'
import { surviveKills } from '../fault-bench/survive-kills.ts'
import { runInChild } from './child-trial.ts'
import type { ChildRun, ChildTrial } from './child-trial.ts'
import type { KillMoment, KillSeries } from './choose-kills.ts'

/** Kills children one after the other, then lets runs of this process go on. Answers all that is wrong at any time. */
export async function killChildren(trial: ChildTrial, series: KillSeries, seed: number): Promise<readonly string[]> {
  const { stores, scenario } = trial
  const plans: KillPlan[] = []
  for (const moment of series) plans.push(await planKill(trial, moment))
  return await inScenario(stores, scenario, (bench, store) => {
    const kills = plans.map(({ at, mustMeet, ...plan }, index) => async () => {
      const { how, reason } = await runInChild(trial, { bench, store, ...plan })
      if (how === 'killed') return { at, problems: [] }
      if (how === 'failed') return { at: undefined, problems: [reason] }
      // After a kill there may be less to do.
      return { at: undefined, problems: mustMeet && index === 0 ? [`the child never came to ${at}`] : [] }
    })
    return surviveKills({ bench, scenario, kills, seed })
  })
}

interface KillPlan extends Pick<ChildRun, 'fatal' | 'killAfterInMs'> {
  /** In words. */
  readonly at: string
  /** No run ends before that. */
  readonly mustMeet: boolean
}

async function planKill(trial: ChildTrial, moment: KillMoment): Promise<KillPlan> {
  if (moment.type === 'mark') {
    const { name, occurrence } = moment.mark
    // How often it comes may be a matter of timing: a partition that ends last is published with the stream.
    return { fatal: moment.mark, at: `mark '${name}', number ${occurrence}`, mustMeet: occurrence === 1 }
  }
  const killAfterInMs = Math.round(moment.part * (await measureRun(trial)))
  return { killAfterInMs, at: `${killAfterInMs} ms after its beginning`, mustMeet: false }
}

/** How long the run of a child takes that nobody kills. */
function measureRun(trial: ChildTrial): Promise<number> {
  return inScenario(trial.stores, trial.scenario, async (bench, store) => {
    const { how, reason, durationInMs } = await runInChild(trial, { bench, store })
    if (how !== 'succeeded') throw new Error(`the run of a child that nobody killed did not end well: ${reason}`)
    return durationInMs
  })
}
