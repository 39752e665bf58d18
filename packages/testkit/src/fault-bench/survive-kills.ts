import type { RunRecord } from '@millrace/core'
import type { FaultBench } from './fault-bench.ts'
import type { FaultScenario } from './fault-scenarios.ts'
import { lostRows } from './lost-rows.ts'

/** A run that was to be killed. */
export interface KilledRun {
  /** Where it was killed; undefined when it had ended before. */
  readonly at: string | undefined
  /** What was wrong with it. */
  readonly problems: readonly string[]
}

export interface KillTrial {
  readonly bench: FaultBench
  readonly scenario: FaultScenario
  /** Each kills one run, and leaves behind what a dead process would. They follow each other. */
  readonly kills: readonly ((bench: FaultBench) => Promise<KilledRun>)[]
  /** What the source does after a kill follows from it. */
  readonly seed: number
}

/** Has runs killed, then lets the next ones go on. Answers all that is wrong at any time. */
export async function surviveKills({ bench, scenario, kills, seed }: KillTrial): Promise<readonly string[]> {
  const { kind } = scenario
  const problems: string[] = []
  const places: string[] = []
  const check = async (moment: 'ended' | 'crashed', hasSucceeded: boolean, truth = kind.truth): Promise<void> => {
    const mayKeepRemoved = hasSucceeded ? kind.keepsRemoved === 'always' : kind.keepsRemoved !== 'never'
    problems.push(...(await bench.check({ moment, truth, mayKeepRemoved })))
    if (kind.synthetic.poison !== undefined) problems.push(...(await lostRows(bench)))
  }

  await check('ended', false)
  for (const kill of kills) {
    const killed = await kill(bench)
    places.push(killed.at ?? 'its end')
    problems.push(...killed.problems)
    await check(killed.at === undefined ? 'ended' : 'crashed', false)
    await bench.passLease()
    // Without a change the next run has nothing to do but to end what this one began.
    if (seed % 3 === 0) continue
    bench.world.update(1)
    bench.world.write(1)
  }

  await bench.succeed()
  await check('ended', true)
  await bench.succeed()
  await check('ended', true, kind.quietTruth)
  const { runs } = await bench.inspect()
  problems.push(...runs.flatMap(judgeRecord))
  return problems.map((problem) => `${scenario.name}, killed at ${places.join(', then ')}: ${problem}`)
}

function judgeRecord({ number, status, error, endedAt }: RunRecord): readonly string[] {
  if (status === 'succeeded') return []
  const isClear = /the process that ran it (went silent; its lease ended|gave up its lease) at/.test(error)
  return status === 'failed' && isClear && endedAt !== null ? [] : [`run ${number} is ${status}: '${error}'`]
}
