import type { RunRecord } from '@millrace/core'
import { createRandom } from '../../../src/synthetic-source/random.ts'
import type { FaultBench } from './fault-bench.ts'
import { KillSwitch } from './kill-switch.ts'
import { benchOf, loadKinds, loadOnce, lostRows } from './load-kinds.ts'
import type { LoadKind } from './load-kinds.ts'
import { markedDestination } from './marked-destination.ts'
import type { Mark, OnMark } from './marked-destination.ts'

/** What is loaded in which state of things by a run that is to be killed. */
export interface KillScenario {
  readonly name: string
  readonly kind: LoadKind
  /** The source forgets what was acknowledged. */
  readonly isPruned: boolean
  /** An earlier run has left rows, and the source has changed since. */
  readonly hasPrior: boolean
}

/** Every way to load; where the source is told what is durable, with and without its forgetting. */
export function killScenarios(hasPrior: boolean): readonly KillScenario[] {
  return Object.entries(loadKinds).flatMap(([name, kind]) => [
    { name, kind, isPruned: false, hasPrior },
    ...(kind.acknowledges ? [{ name: `${name}, pruned`, kind, isPruned: true, hasPrior }] : []),
  ])
}

/** Marks of a run that nobody kills. */
export async function countMarks(scenario: KillScenario): Promise<number> {
  const bench = await prepare(scenario)
  const counter = new KillSwitch()
  await bench.succeed({ wrap: (memory) => markedDestination(memory, onChange(counter)) })
  return counter.marks
}

/**
 * Kills a run at this mark, then lets the next ones go on; every fourth time that one is killed, too. Answers all that
 * is wrong at any time.
 */
export async function killAt(scenario: KillScenario, fatal: number, marks: number): Promise<readonly string[]> {
  const { kind } = scenario
  const bench = await prepare(scenario)
  const { world } = bench
  const problems: string[] = []
  const where: string[] = []
  const check = async (moment: 'ended' | 'crashed', hasSucceeded: boolean, truth = kind.truth): Promise<void> => {
    const mayKeepRemoved = hasSucceeded ? kind.keepsRemoved === 'always' : kind.keepsRemoved !== 'never'
    problems.push(...(await bench.check({ moment, truth, mayKeepRemoved })))
    if (kind.synthetic.poison !== undefined) problems.push(...lostRows(bench))
  }

  await check('ended', false)
  const later = createRandom(fatal).integer(0, marks - 1)
  for (const [index, mark] of (fatal % 4 === 0 ? [fatal, later] : [fatal]).entries()) {
    const kill = new KillSwitch(mark)
    const { error } = await bench.run({ wrap: (memory) => markedDestination(memory, onChange(kill)) })
    where.push(`${mark}: ${kill.killedAt?.when ?? 'never'} ${kill.killedAt?.operation ?? ''}`)
    if (kill.killedAt === undefined && index === 0) problems.push('the mark was not met')
    // After its last publish a run only closes.
    const isInDanger = kill.killedAt !== undefined && kill.killedAt.operation !== 'dispose'
    if (isInDanger && error === undefined) problems.push('the run did not fail')
    await check(kill.killedAt === undefined ? 'ended' : 'crashed', false)
    bench.passLease()
    // Without a change the next run has nothing to do but to end what this one began.
    if (fatal % 3 === 0) continue
    world.update(1)
    world.write(1)
  }

  await bench.succeed()
  await check('ended', true)
  await bench.succeed()
  await check('ended', true, kind.quietTruth)
  problems.push(...bench.memory.runs().flatMap(judgeRecord))
  return problems.map((problem) => `killed at ${where.join(', then ')}: ${problem}`)
}

async function prepare({ kind, isPruned, hasPrior }: KillScenario): Promise<FaultBench> {
  const bench = benchOf(kind, { isPruned })
  if (hasPrior) await loadOnce(bench, kind)
  return bench
}

/** Before and after an operation that only reads all is the same. */
function onChange(kill: KillSwitch): OnMark {
  return (mark) => (isReading(mark) && kill.killedAt === undefined ? undefined : kill.onMark(mark))
}

function isReading({ operation }: Mark): boolean {
  return operation.startsWith('read') || operation === 'renewLease'
}

function judgeRecord({ number, status, error, endedAt }: RunRecord): readonly string[] {
  if (status === 'succeeded') return []
  const isClear = /the process that ran it (went silent; its lease ended|gave up its lease) at/.test(error)
  return status === 'failed' && isClear && endedAt !== null ? [] : [`run ${number} is ${status}: '${error}'`]
}
